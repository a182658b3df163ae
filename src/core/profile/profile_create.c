#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "discred/profile.h"

int profile_create(const char *name, const struct buf *text, const struct environ *env, char **path, struct error *err)
{
	char *own = NULL;
	char *dir;
	char *file;
	int dirfd;
	int result;

	if (path_own_config_dir(env, &own, err) < 0)
		return -1;
	dir = xasprintf("%s/profiles", own);
	free(own);
	if (file_open_dir(dir, &dirfd, err) < 0) {
		free(dir);
		return -1;
	}
	file = xasprintf("%s.cfg", name);
	*path = xasprintf("%s/%s", dir, file);
	result = file_create(dirfd, file, buf_text(text), text->len, err);
	if (result && err->code == ERROR_CONFIG)
		error_set(err, ERROR_CONFIG, "'%s' exists already, and is left as it is", *path);
	else if (result)
		error_prefix(err, "'%s'", dir);
	if (result) {
		free(*path);
		*path = NULL;
	}
	close(dirfd);
	free(file);
	free(dir);
	return result;
}
