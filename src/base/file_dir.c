/* Directories of ours: opened if they are there, made if they are not. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/trust.h"

struct dirent *file_next_entry(DIR *dir)
{
	errno = 0;
	return readdir(dir);
}

int file_open_existing_dir(const char *path, int *fd, struct error *err)
{
	struct stat st;
	int opened = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (opened < 0)
		return error_set(err, errno == ENOENT ? ERROR_NONE : ERROR_SYS, "cannot open directory '%s': %s", path,
				 strerror(errno));
	if (fstat(opened, &st) < 0) {
		error_set(err, ERROR_SYS, "cannot examine '%s': %s", path, strerror(errno));
	} else if (st.st_uid != geteuid()) {
		error_set(err, ERROR_CONFIG, "directory '%s' belongs to another user", path);
	} else if (!trust_others_write(&st, path, "directory ", err)) {
		*fd = opened;
		return 0;
	}
	close(opened);
	return -1;
}

/* What is renamed into a new directory lasts only if the directory does. */
static int sync_parent(const char *path, size_t len, struct error *err)
{
	char *parent = len ? xstrndup(path, len) : xstrdup("/");
	int fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result = 0;

	/* One that may be written and not read can't be synced, and is as good as any. */
	if (fd >= 0) {
		result = file_sync_dir(fd, path, err);
		close(fd);
	}
	free(parent);
	return result;
}

/* With another user's HOME root would make there what that user can't change. */
static int refuse_for_root(const char *path, size_t len, struct error *err)
{
	char *parent = len ? xstrndup(path, len) : xstrdup("/");
	struct stat st;
	bool foreign = !geteuid() && !stat(parent, &st) && st.st_uid;

	if (foreign) {
		error_set(err, ERROR_CONFIG, "cannot make '%s' as root: '%s' belongs to another user", path, parent);
		error_hint(err, "run it as that user, or set HOME to your own directory");
	}
	free(parent);
	return foreign ? -1 : 0;
}

/* Its parent is the first `len` bytes. The mode is set apart: a umask may take away what we need ourselves. */
static int make_dir(const char *path, size_t len, struct error *err)
{
	struct stat st;

	if (!stat(path, &st))
		return 0;
	if (refuse_for_root(path, len, err) < 0)
		return -1;
	if (mkdir(path, 0700) < 0 ? errno != EEXIST : chmod(path, 0700) < 0)
		return error_set(err, ERROR_SYS, "cannot make directory '%s': %s", path, strerror(errno));
	return sync_parent(path, len, err);
}

static int make_dirs(const char *path, struct error *err)
{
	const char *slash = path;
	int result = 0;

	while (slash && !result) {
		const char *next = strchr(slash + 1, '/');
		char *dir = next ? xstrndup(path, (size_t)(next - path)) : xstrdup(path);

		result = make_dir(dir, (size_t)(slash - path), err);
		free(dir);
		slash = next;
	}
	return result;
}

int file_open_dir(const char *path, int *fd, struct error *err)
{
	int result = file_open_existing_dir(path, fd, err);

	if (!result || err->code != ERROR_NONE)
		return result;
	error_clear(err);
	if (make_dirs(path, err) < 0)
		return -1;
	result = file_open_existing_dir(path, fd, err);
	/* There, and not to be opened: a link to nowhere. */
	if (result && err->code == ERROR_NONE)
		err->code = ERROR_SYS;
	return result;
}
