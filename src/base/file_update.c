#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "file_sibling.h"

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* The last look before the rename leaves only the moment between the two. */
static int put_in_place(int dirfd, const char *sibling, const char *path, const struct stat *was, struct error *err)
{
	const char *name = strrchr(path, '/') + 1;
	struct stat now;
	bool there = !fstatat(dirfd, name, &now, AT_SYMLINK_NOFOLLOW);

	if (was ? !there || !same_file(was, &now) : there) {
		error_set(err, ERROR_TEMP, "'%s' was changed by somebody else meanwhile", path);
		return error_hint(err, "try again");
	}
	if (renameat(dirfd, sibling, dirfd, name) < 0)
		return error_set(err, ERROR_SYS, "cannot rename to '%s': %s", path, strerror(errno));
	return file_sync_dir(dirfd, path, err);
}

static int replace(const char *path, const struct stat *was, const void *bytes, size_t len, struct error *err)
{
	const struct file_content content = {.bytes = bytes, .len = len, .like = was};
	const char *name = strrchr(path, '/') + 1;
	char *dir = xstrndup(path, (size_t)(name - path));
	int dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char sibling[NAME_MAX + 1];
	int result;

	if (dirfd < 0) {
		result = error_set(err, ERROR_SYS, "cannot open directory '%s': %s", dir, strerror(errno));
	} else {
		result = file_sibling_write(dirfd, name, path, &content, sibling, err);
		if (!result && (result = put_in_place(dirfd, sibling, path, was, err)) < 0)
			unlinkat(dirfd, sibling, 0);
		close(dirfd);
	}
	free(dir);
	return result;
}

int file_update(const char *path, const struct stat *was, const void *bytes, size_t len, struct error *err)
{
	char *target = was ? realpath(path, NULL) : xstrdup(path);
	int result;

	if (!target)
		return error_set(err, ERROR_SYS, "cannot find '%s': %s", path, strerror(errno));
	if (was && was->st_uid != geteuid())
		result = error_set(err, ERROR_CONFIG, "'%s' belongs to another user", target);
	else
		result = replace(target, was, bytes, len, err);
	free(target);
	return result;
}
