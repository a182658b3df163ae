#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "file_store.h"

static int open_lock(const char *dir, int dirfd, const char *name, struct error *err)
{
	int fd = openat(dirfd, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);

	if (fd < 0)
		return error_set(err, errno == ELOOP ? ERROR_CONFIG : ERROR_SYS, "cannot open lock '%s/%s': %s", dir,
				 name, strerror(errno));
	if (file_check(fd, name, FILE_STATE, err) < 0) {
		close(fd);
		return file_store_locate(dir, name, err);
	}
	return fd;
}

/* flock knows no deadline, and a lock is held for a network request at the longest: ask every few milliseconds. */
static int wait_for(int fd, const char *profile, enum store_lock kind, int wait_ms, struct error *err)
{
	int operation = (kind == STORE_EXCLUSIVE ? LOCK_EX : LOCK_SH) | LOCK_NB;
	int64_t deadline = clock_ms() + wait_ms;

	while (flock(fd, operation) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return error_set(err, ERROR_SYS, "cannot lock what is stored for '%s': %s", profile,
					 strerror(errno));
		if (wait_ms >= 0 && clock_ms() >= deadline)
			return error_set(err, ERROR_TEMP, "another process is changing what is stored for '%s'",
					 profile);
		clock_sleep_ms(10);
	}
	return 0;
}

/* Whoever removed a profile removed its lock file too: a lock on a file that has no name any more orders nobody. */
static bool still_named(int dirfd, const char *name, int fd)
{
	struct stat there;
	struct stat ours;

	return !fstatat(dirfd, name, &there, AT_SYMLINK_NOFOLLOW) && !fstat(fd, &ours) && there.st_dev == ours.st_dev &&
	       there.st_ino == ours.st_ino;
}

int file_store_lock(const struct store *store, const char *profile, enum store_lock kind, int wait_ms,
		    struct store_hold *hold, struct error *err)
{
	char name[FILE_STORE_NAME];
	int dirfd;
	int fd;

	*hold = (struct store_hold)STORE_HOLD_INIT;
	if (file_store_name(name, "", profile, "lock", "", err) < 0 || file_open_dir(store->state_dir, &dirfd, err) < 0)
		return -1;
	for (;;) {
		fd = open_lock(store->state_dir, dirfd, name, err);
		if (fd < 0)
			break;
		if (wait_for(fd, profile, kind, wait_ms, err) < 0) {
			close(fd);
			fd = -1;
			break;
		}
		if (still_named(dirfd, name, fd))
			break;
		close(fd);
	}
	close(dirfd);
	hold->fd = fd;
	return fd < 0 ? -1 : 0;
}

void file_store_unlock(struct store_hold *hold)
{
	if (hold->fd >= 0)
		close(hold->fd);
	hold->fd = -1;
}

/*
 * Whoever waits for this file gets it when it is unlocked, finds that it has no name any more, and takes the next one
 * (still_named). Until then somebody may hold a new file of this name, so that nothing may be done after the removal.
 */
int file_store_lock_remove(const struct store *store, const char *profile, struct store_hold *hold, struct error *err)
{
	char name[FILE_STORE_NAME];
	int dirfd;
	int result;

	if (file_store_name(name, "", profile, "lock", "", err) < 0 ||
	    file_open_existing_dir(store->state_dir, &dirfd, err) < 0) {
		result = -1;
	} else {
		result = file_remove(dirfd, name, err);
		close(dirfd);
	}
	file_store_unlock(hold);
	return result;
}

/*
 * One write, which a SIGKILL can't cut: what an older marker has after it becomes newlines, which a record may end
 * with, and is cut off afterwards.
 */
static int write_marker(int fd, const struct buf *bytes)
{
	struct buf padded = BUF_INIT(2 * BUF_FILE_MAX);
	struct stat st;
	ssize_t put;

	if (fstat(fd, &st) < 0)
		return -1;
	buf_add(&padded, buf_text(bytes), bytes->len);
	while (padded.len < (size_t)st.st_size && buf_ok(&padded))
		buf_char(&padded, '\n');
	put = pwrite(fd, buf_text(&padded), padded.len, 0);
	if (put >= 0 && (size_t)put < padded.len) {
		errno = ENOSPC;
		put = -1;
	}
	buf_release(&padded);
	return put < 0 ? -1 : 0;
}

int file_store_mark(const struct store_hold *hold, const struct buf *bytes, struct error *err)
{
	if ((bytes->len && write_marker(hold->fd, bytes) < 0) || ftruncate(hold->fd, (off_t)bytes->len) < 0 ||
	    fdatasync(hold->fd) < 0)
		return error_set(err, ERROR_SYS, "cannot write the failure marker: %s", strerror(errno));
	return 0;
}

int file_store_marker(const struct store *store, const char *profile, struct buf *bytes, struct error *err)
{
	if (file_store_load(store, profile, "lock", bytes, err) < 0)
		return -1;
	return bytes->len ? 0 : error_set(err, ERROR_NONE, "there is no failure marker");
}
