#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "discred/file.h"
#include "discred/memory.h"

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* The mode last: a change of the group takes bits away. */
static int keep_mode(int fd, const char *path, const struct stat *was, struct error *err)
{
	struct stat st;

	if (!was)
		return 0;
	if (fstat(fd, &st) < 0 ||
	    (st.st_gid != was->st_gid && fchown(fd, (uid_t)-1, was->st_gid) < 0 && errno != EPERM) ||
	    fchmod(fd, was->st_mode & 0777) < 0)
		return error_set(err, ERROR_SYS, "cannot set the mode of '%s': %s", path, strerror(errno));
	return 0;
}

static int fill(int fd, const char *path, const struct stat *was, const void *bytes, size_t len, struct error *err)
{
	if (file_write_all(fd, path, bytes, len, err) < 0 || keep_mode(fd, path, was, err) < 0)
		return -1;
	if (fsync(fd) < 0)
		return error_set(err, ERROR_SYS, "cannot sync '%s': %s", path, strerror(errno));
	return 0;
}

/* The last look before the rename leaves only the moment between the two. */
static int put_in_place(const char *sibling, const char *path, const struct stat *was, struct error *err)
{
	struct stat now;
	bool there = !lstat(path, &now);

	if (was ? !there || !same_file(was, &now) : there) {
		error_set(err, ERROR_TEMP, "'%s' was changed by somebody else meanwhile", path);
		return error_hint(err, "try again");
	}
	if (rename(sibling, path) < 0)
		return error_set(err, ERROR_SYS, "cannot rename to '%s': %s", path, strerror(errno));
	return 0;
}

static int sync_parent(const char *path, struct error *err)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash ? xstrndup(path, (size_t)(slash - path) + 1) : xstrdup(".");
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result;

	if (fd < 0) {
		result = error_set(err, ERROR_SYS, "cannot open directory '%s': %s", dir, strerror(errno));
	} else {
		result = file_sync_dir(fd, path, err);
		close(fd);
	}
	free(dir);
	return result;
}

static int replace(const char *path, const struct stat *was, const void *bytes, size_t len, struct error *err)
{
	char *sibling = xasprintf("%s.%ld.new", path, (long)getpid());
	int fd = open(sibling, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	int result;

	if (fd < 0) {
		result = error_set(err, ERROR_SYS, "cannot create '%s': %s", sibling, strerror(errno));
	} else {
		result = fill(fd, path, was, bytes, len, err);
		close(fd);
		if (!result)
			result = put_in_place(sibling, path, was, err);
		if (result)
			unlink(sibling);
	}
	free(sibling);
	return result ? result : sync_parent(path, err);
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
