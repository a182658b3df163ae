/* Writes that appear as a whole: a sibling is written and synced, and then gets the name. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "discred/file.h"

/* The pid keeps two writers of the same file apart; O_EXCL refuses a name that was planted. */
static int write_sibling(int dirfd, const char *name, const void *bytes, size_t len, char sibling[static NAME_MAX + 1],
			 struct error *err)
{
	int fd;
	int result;

	if (snprintf(sibling, NAME_MAX + 1, ".%s.%ld.new", name, (long)getpid()) > NAME_MAX)
		return error_set(err, ERROR_SYS, "cannot create '%s': %s", name, strerror(ENAMETOOLONG));
	unlinkat(dirfd, sibling, 0);
	fd = openat(dirfd, sibling, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return error_set(err, ERROR_SYS, "cannot create '%s': %s", sibling, strerror(errno));
	result = file_write_all(fd, name, bytes, len, err);
	if (!result && fsync(fd) < 0)
		result = error_set(err, ERROR_SYS, "cannot sync '%s': %s", name, strerror(errno));
	close(fd);
	if (result)
		unlinkat(dirfd, sibling, 0);
	return result;
}

int file_replace(int dirfd, const char *name, const void *bytes, size_t len, struct error *err)
{
	char sibling[NAME_MAX + 1];

	if (write_sibling(dirfd, name, bytes, len, sibling, err) < 0)
		return -1;
	if (renameat(dirfd, sibling, dirfd, name) < 0) {
		error_set(err, ERROR_SYS, "cannot rename to '%s': %s", name, strerror(errno));
		unlinkat(dirfd, sibling, 0);
		return -1;
	}
	return file_sync_dir(dirfd, name, err);
}

int file_create(int dirfd, const char *name, const void *bytes, size_t len, struct error *err)
{
	char sibling[NAME_MAX + 1];
	int code;

	if (write_sibling(dirfd, name, bytes, len, sibling, err) < 0)
		return -1;
	/* A link, unlike a rename, never takes the place of what is there. */
	code = linkat(dirfd, sibling, dirfd, name, 0) < 0 ? errno : 0;
	unlinkat(dirfd, sibling, 0);
	if (code == EEXIST)
		return error_set(err, ERROR_CONFIG, "'%s' exists already, and is left as it is", name);
	if (code)
		return error_set(err, ERROR_SYS, "cannot create '%s': %s", name, strerror(code));
	return file_sync_dir(dirfd, name, err);
}
