#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/trust.h"
#include "cmd/doctor/doctor.h"

static int denied(const char *path)
{
	return faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) < 0 ? errno : 0;
}

/* The nearest directory above that exists, where the missing ones would be made. */
static char *existing_parent(const char *path)
{
	char *parent = xstrdup(path);
	struct stat st;

	for (;;) {
		char *slash = strrchr(parent, '/');

		if (!slash || slash == parent) {
			free(parent);
			return xstrdup("/");
		}
		*slash = '\0';
		if (!stat(parent, &st))
			return parent;
	}
}

void directory_look(struct directory *directory, const char *path, uid_t uid, bool follow)
{
	struct directory_facts *facts = &directory->facts;
	struct stat st;

	*directory = (struct directory){.facts = {.path = path, .uid = uid}, .exposed = ERROR_INIT};
	if ((follow ? stat(path, &st) : lstat(path, &st)) < 0) {
		facts->trouble = errno;
		directory->parent = existing_parent(path);
		facts->parent = directory->parent;
		facts->unmakable = denied(directory->parent);
		return;
	}
	facts->is_directory = S_ISDIR(st.st_mode);
	facts->owner = st.st_uid;
	facts->mode = st.st_mode;
	if (trust_others_write(&st, path, "", &directory->exposed))
		facts->exposed = &directory->exposed;
	facts->unwritable = denied(path);
}

void directory_release(struct directory *directory)
{
	free(directory->parent);
	directory->parent = NULL;
	directory->facts.parent = NULL;
}
