#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "discred/file.h"

/* The owner before the mode: changing the owner may take bits of the mode away. */
static int make_like(int fd, const char *name, const struct stat *like, struct error *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return error_set(err, ERROR_SYS, "cannot examine '%s': %s", name, strerror(errno));
	if ((st.st_uid != like->st_uid || st.st_gid != like->st_gid) && fchown(fd, like->st_uid, like->st_gid) < 0)
		return error_set(err, ERROR_SYS, "cannot keep the owner and group of '%s': %s", name, strerror(errno));
	if (fchmod(fd, like->st_mode & 07777) < 0)
		return error_set(err, ERROR_SYS, "cannot keep the mode of '%s': %s", name, strerror(errno));
	return 0;
}

/* like NULL: owned by the user, mode 0600. */
static int replace(int dirfd, const char *name, const void *bytes, size_t len, const struct stat *like,
		   struct error *err)
{
	char sibling[NAME_MAX + 1];
	int fd;
	int result;

	/* The pid keeps two writers of the same file apart; O_EXCL refuses a name that was planted. */
	if (snprintf(sibling, sizeof(sibling), ".%s.%ld.new", name, (long)getpid()) > NAME_MAX)
		return error_set(err, ERROR_SYS, "cannot create '%s': %s", name, strerror(ENAMETOOLONG));
	unlinkat(dirfd, sibling, 0);
	fd = openat(dirfd, sibling, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return error_set(err, ERROR_SYS, "cannot create '%s': %s", sibling, strerror(errno));
	result = file_write_all(fd, name, bytes, len, err);
	if (!result && like)
		result = make_like(fd, name, like, err);
	if (!result && fsync(fd) < 0)
		result = error_set(err, ERROR_SYS, "cannot sync '%s': %s", name, strerror(errno));
	close(fd);
	if (!result && renameat(dirfd, sibling, dirfd, name) < 0)
		result = error_set(err, ERROR_SYS, "cannot rename to '%s': %s", name, strerror(errno));
	if (result) {
		unlinkat(dirfd, sibling, 0);
		return result;
	}
	return file_sync_dir(dirfd, name, err);
}

int file_replace(int dirfd, const char *name, const void *bytes, size_t len, struct error *err)
{
	return replace(dirfd, name, bytes, len, NULL, err);
}

int file_replace_like(int dirfd, const char *name, const void *bytes, size_t len, int like, struct error *err)
{
	struct stat st;

	if (fstat(like, &st) < 0)
		return error_set(err, ERROR_SYS, "cannot examine '%s': %s", name, strerror(errno));
	return replace(dirfd, name, bytes, len, &st, err);
}
