#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/words.h"

static int check_state(const struct stat *st, const char *path, struct error *err)
{
	if (st->st_uid != geteuid())
		return error_set(err, ERROR_CONFIG, "'%s' belongs to another user", path);
	if (st->st_mode & 077) {
		error_set(err, ERROR_CONFIG, "'%s' is open to others (mode %04o)", path, (unsigned)st->st_mode & 07777);
		return words_hint_run(err, "chmod 600", path);
	}
	return 0;
}

int file_check(int fd, const char *path, enum file_policy policy, struct error *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return error_set(err, ERROR_SYS, "cannot examine '%s': %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERROR_CONFIG, "'%s' is not a regular file", path);
	switch (policy) {
	case FILE_STATE:
		return check_state(&st, path, err);
	case FILE_PLAIN:
		return 0;
	}
	return error_set(err, ERROR_BUG, "unknown file policy %d", (int)policy);
}

int file_open(int dirfd, const char *path, enum file_policy policy, int *fd, struct error *err)
{
	int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (policy == FILE_STATE ? O_NOFOLLOW : 0);
	int opened = openat(dirfd, path, flags);

	if (opened < 0 && errno == ENOENT)
		return error_set(err, ERROR_NONE, "'%s' does not exist", path);
	if (opened < 0 && errno == ELOOP && policy == FILE_STATE)
		return error_set(err, ERROR_CONFIG, "'%s' is a symbolic link", path);
	if (opened < 0)
		return error_set(err, ERROR_SYS, "cannot open '%s': %s", path, strerror(errno));
	if (file_check(opened, path, policy, err) < 0) {
		close(opened);
		return -1;
	}
	*fd = opened;
	return 0;
}

int file_read(int fd, const char *path, struct buf *into, struct error *err)
{
	for (;;) {
		char chunk[4096];
		ssize_t got = read(fd, chunk, sizeof(chunk));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_set(err, ERROR_SYS, "cannot read '%s': %s", path, strerror(errno));
		if (got == 0)
			return 0;
		buf_add(into, chunk, (size_t)got);
		wipe_array(chunk);
		if (!buf_ok(into))
			return error_set(err, ERROR_CONFIG, "'%s' is larger than %zu bytes", path, into->max);
	}
}

int file_load(int dirfd, const char *path, enum file_policy policy, struct buf *into, struct error *err)
{
	int fd = -1;
	int result;

	if (file_open(dirfd, path, policy, &fd, err) < 0)
		return -1;
	result = file_read(fd, path, into, err);
	close(fd);
	return result;
}

int file_write_all(int fd, const char *path, const void *bytes, size_t len, struct error *err)
{
	const char *next = bytes;

	while (len) {
		ssize_t put = write(fd, next, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return error_set(err, ERROR_SYS, "cannot write '%s': %s", path, strerror(errno));
		next += put;
		len -= (size_t)put;
	}
	return 0;
}

int file_make_private(int fd, const char *path, struct error *err)
{
	if (fchmod(fd, 0600) < 0)
		return error_set(err, ERROR_SYS, "cannot set the mode of '%s': %s", path, strerror(errno));
	return 0;
}

void file_add_stamp(const char *path, struct buf *text)
{
	struct stat st;

	if (stat(path, &st) < 0)
		buf_str(text, "none");
	else
		buf_printf(text, "%ju:%ju:%jd:%jd.%09ld:%jd.%09ld", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino,
			   (intmax_t)st.st_size, (intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
			   (intmax_t)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
}

int file_sync_dir(int dirfd, const char *name, struct error *err)
{
	if (fsync(dirfd) < 0 && errno != EINVAL)
		return error_set(err, ERROR_SYS, "cannot sync the directory of '%s': %s", name, strerror(errno));
	return 0;
}

int file_remove(int dirfd, const char *name, struct error *err)
{
	if (unlinkat(dirfd, name, 0) < 0) {
		if (errno == ENOENT)
			return 0;
		return error_set(err, ERROR_SYS, "cannot remove '%s': %s", name, strerror(errno));
	}
	return file_sync_dir(dirfd, name, err);
}
