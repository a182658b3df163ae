/* What other verbs have to know of edits: whether one is going on, and which copies earlier ones have left. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
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

/* The last holder removes the file. A lock on a removed file protects nothing. */
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

static const char prefix[] = ".edit-";

/* A copy is called NAME.XXXXXX; mkdtemp chose the six letters or digits. */
static bool is_copy(const char *entry, const char *name)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	enum { UNIQUE = 6 };
	size_t len = strlen(name);

	if (strncmp(entry, prefix, sizeof(prefix) - 1) != 0)
		return false;
	entry += sizeof(prefix) - 1;
	return !strncmp(entry, name, len) && entry[len] == '.' && strspn(entry + len + 1, letters) == UNIQUE &&
	       !entry[len + 1 + UNIQUE];
}

int edit_older_find(const struct environ *env, const char *name, struct strings *dirs, struct error *err)
{
	const struct dirent *entry;
	char *state_dir;
	int result = 0;
	DIR *dir;

	if (path_state_dir(env, &state_dir, err) < 0)
		return -1;
	dir = opendir(state_dir);
	if (!dir && errno != ENOENT) {
		error_set(err, ERROR_SYS, "cannot read directory '%s': %s", state_dir, strerror(errno));
		free(state_dir);
		return -1;
	}
	while (dir && (entry = file_next_entry(dir))) {
		char *path = is_copy(entry->d_name, name) ? xasprintf("%s/%s", state_dir, entry->d_name) : NULL;

		if (path)
			strings_add(dirs, path);
		free(path);
	}
	if (dir && errno)
		result = error_set(err, ERROR_SYS, "cannot read directory '%s': %s", state_dir, strerror(errno));
	if (dir)
		closedir(dir);
	free(state_dir);
	return result;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

int edit_older_remove(const char *dir, struct error *err)
{
	enum { OPEN_MAX_DIRS = 8 };

	if (nftw(dir, remove_entry, OPEN_MAX_DIRS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) < 0 && errno != ENOENT)
		return error_set(err, ERROR_SYS, "cannot remove '%s', a copy that an edit has left: %s", dir,
				 strerror(errno));
	return 0;
}

static int rename_one(const char *dir, const char *to, struct error *err)
{
	const char *slash = strrchr(dir, '/');
	char *new = xasprintf("%.*s/%s%s%s", (int)(slash - dir), dir, prefix, to, strrchr(dir, '.'));
	int result = 0;

	if (rename(dir, new) < 0)
		result = error_set(err, ERROR_SYS, "cannot rename '%s' to '%s': %s", dir, new, strerror(errno));
	free(new);
	return result;
}

int edit_older_rename(const struct environ *env, const char *from, const char *to, struct error *err)
{
	struct strings dirs = STRINGS_INIT;
	int result = edit_older_find(env, from, &dirs, err);

	for (size_t i = 0; i < dirs.count && !result; i++)
		result = rename_one(dirs.item[i], to, err);
	strings_release(&dirs);
	return result;
}
