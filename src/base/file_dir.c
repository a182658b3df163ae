/* Directories of ours: opened if they are there, made if they are not. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

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
	} else if (st.st_mode & 022) {
		error_set(err, ERROR_CONFIG, "directory '%s' can be written by others", path);
		error_hint(err, "run 'chmod 700 %s'", path);
	} else {
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

static int make_dirs(const char *path, struct error *err)
{
	const char *slash = path;
	int result = 0;

	while (slash && !result) {
		const char *next = strchr(slash + 1, '/');
		char *dir = next ? xstrndup(path, (size_t)(next - path)) : xstrdup(path);

		if (!mkdir(dir, 0700))
			result = sync_parent(dir, (size_t)(slash - path), err);
		else if (errno != EEXIST)
			result = error_set(err, ERROR_SYS, "cannot make directory '%s': %s", dir, strerror(errno));
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
