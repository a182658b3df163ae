#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "cmd/profile/edit.h"

static int make_path(struct edit *edit, struct error *err)
{
	char *dir;
	int dirfd;

	if (path_state_dir(edit->env, &dir, err) < 0)
		return -1;
	if (file_open_dir(dir, &dirfd, err) < 0) {
		free(dir);
		return -1;
	}
	close(dirfd);
	edit->lock_path = xasprintf("%s/.edit-%s.lock", dir, edit->name);
	free(dir);
	return 0;
}

static int open_lock(const char *path, int *fd, struct error *err)
{
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	if (*fd < 0)
		return error_set(err, ERROR_SYS, "cannot open lock '%s': %s", path, strerror(errno));
	if (!file_check(*fd, path, FILE_STATE, err))
		return 0;
	close(*fd);
	return -1;
}

/* Whoever had the lock before has removed its file: a lock on that orders nobody. */
static bool still_named(const char *path, int fd)
{
	struct stat there;
	struct stat ours;

	return !lstat(path, &there) && !fstat(fd, &ours) && there.st_dev == ours.st_dev && there.st_ino == ours.st_ino;
}

static int refuse(const struct edit *edit, int fd, struct error *err)
{
	char pid[16] = "";
	ssize_t got = pread(fd, pid, sizeof(pid) - 1, 0);

	pid[got > 0 ? strspn(pid, "0123456789") : 0] = '\0';
	error_set(err, ERROR_TEMP, "profile '%s' is being edited%s%s", edit->name, pid[0] ? " by process " : "", pid);
	return error_hint(err, "finish that edit first");
}

int edit_lock(struct edit *edit, struct error *err)
{
	int fd;

	if (make_path(edit, err) < 0)
		return -1;
	for (;;) {
		if (open_lock(edit->lock_path, &fd, err) < 0)
			return -1;
		if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
			if (errno == EWOULDBLOCK)
				refuse(edit, fd, err);
			else
				error_set(err, ERROR_SYS, "cannot lock '%s': %s", edit->lock_path, strerror(errno));
			close(fd);
			return -1;
		}
		if (still_named(edit->lock_path, fd))
			break;
		close(fd);
	}
	/* Only for whoever comes second; a full disk does not matter. */
	if (ftruncate(fd, 0) < 0 || dprintf(fd, "%ld\n", (long)getpid()) < 0)
		errno = 0;
	edit->lock = fd;
	return 0;
}

void edit_unlock(struct edit *edit)
{
	if (edit->lock >= 0) {
		unlink(edit->lock_path);
		close(edit->lock);
	}
	edit->lock = -1;
}
