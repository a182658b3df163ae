/*
 * Writes that appear as a whole: a synced file beside the target gets its name by a rename or a link. Such a sibling is
 * called ".NAME.new". Its writer holds a flock on it until it has another name or none, so what is not locked was left
 * by a killed writer, and the next one writes over it. Older versions called it ".NAME.PID.new".
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

struct file_content {
	const void *bytes;
	size_t len;
	const struct stat *like; /* whose group and mode it gets; NULL: mode 0600 */
};

/* The mode last: a change of the group takes bits away. Where the group can't be given, another would get its rights.
 */
static int make_like(int fd, const char *shown, const struct stat *like, struct error *err)
{
	mode_t mode = like->st_mode & 07777;
	struct stat st;
	bool failed = fstat(fd, &st) < 0;

	if (!failed && st.st_gid != like->st_gid && fchown(fd, (uid_t)-1, like->st_gid) < 0) {
		failed = errno != EPERM;
		mode &= ~(mode_t)(S_ISGID | S_IRWXG);
	}
	if (failed || fchmod(fd, mode) < 0)
		return error_set(err, ERROR_SYS, "cannot set the mode of '%s': %s", shown, strerror(errno));
	return 0;
}

static int fill(int fd, const char *shown, const struct file_content *content, struct error *err)
{
	if (file_write_all(fd, shown, content->bytes, content->len, err) < 0)
		return -1;
	if (content->like ? make_like(fd, shown, content->like, err) < 0 : file_make_private(fd, shown, err) < 0)
		return -1;
	if (fsync(fd) < 0)
		return error_set(err, ERROR_SYS, "cannot sync '%s': %s", shown, strerror(errno));
	return 0;
}

/* Whether the open file is what has that name now. */
static bool is_named(int dirfd, const char *name, int fd)
{
	struct stat there;
	struct stat ours;

	return !fstatat(dirfd, name, &there, AT_SYMLINK_NOFOLLOW) && !fstat(fd, &ours) && there.st_dev == ours.st_dev &&
	       there.st_ino == ours.st_ino;
}

/* Opens and locks what has that name, after any writer that is at work. -1: errno says why. */
static int open_locked(int dirfd, const char *sibling, int flags)
{
	for (;;) {
		int fd = openat(dirfd, sibling, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600);
		int result;
		int code;

		if (fd < 0)
			return -1;
		do
			result = flock(fd, LOCK_EX);
		while (result < 0 && errno == EINTR);
		if (!result && is_named(dirfd, sibling, fd))
			return fd;
		code = errno;
		close(fd);
		errno = code;
		if (result < 0)
			return -1;
	}
}

/* A link, and what can't be opened, is nobody's work: it is removed unlocked. */
static int remove_sibling(int dirfd, const char *sibling, struct error *err)
{
	int fd = open_locked(dirfd, sibling, O_RDONLY);
	int result;

	if (fd < 0 && errno == ENOENT)
		return 0;
	result = file_remove(dirfd, sibling, err);
	if (fd >= 0)
		close(fd);
	return result;
}

/* Whether it may be written over: a private file of ours whose only name is this one. */
static bool is_reusable(int fd)
{
	struct stat st;

	return !fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_uid == geteuid() && !(st.st_mode & 07077) &&
	       st.st_nlink == 1;
}

/* Opens the sibling, locked and empty, for its writer. What was planted under its name is removed. */
static int open_sibling(int dirfd, const char *sibling, const char *shown, struct error *err)
{
	for (;;) {
		int fd = open_locked(dirfd, sibling, O_WRONLY | O_CREAT);
		int code = errno;
		struct stat st;

		if (fd >= 0 && is_reusable(fd)) {
			if (!ftruncate(fd, 0))
				return fd;
			error_set(err, ERROR_SYS, "cannot empty the file beside '%s': %s", shown, strerror(errno));
			unlinkat(dirfd, sibling, 0);
			close(fd);
			return -1;
		}
		if (fd >= 0)
			close(fd);
		else if ((code != ELOOP && code != ENXIO && code != EACCES) ||
			 fstatat(dirfd, sibling, &st, AT_SYMLINK_NOFOLLOW) < 0)
			return error_set(err, ERROR_SYS, "cannot create a file beside '%s': %s", shown, strerror(code));
		if (remove_sibling(dirfd, sibling, err) < 0)
			return -1;
	}
}

static int name_sibling(char sibling[static NAME_MAX + 1], const char *name, const char *shown, struct error *err)
{
	if (snprintf(sibling, NAME_MAX + 1, ".%s.new", name) > NAME_MAX)
		return error_set(err, ERROR_SYS, "cannot create '%s': %s", shown, strerror(ENAMETOOLONG));
	return 0;
}

/*
 * Writes a sibling of dirfd/name, durably, and fills in what it is called. `shown` is what messages call the target.
 * Returns its descriptor: the caller closes it, and so unlocks it, when the sibling has its new name or was removed.
 * After a failure there is no sibling.
 */
static int write_sibling(int dirfd, const char *name, const char *shown, const struct file_content *content,
			 char sibling[static NAME_MAX + 1], struct error *err)
{
	int fd;

	if (name_sibling(sibling, name, shown, err) < 0)
		return -1;
	fd = open_sibling(dirfd, sibling, shown, err);
	if (fd >= 0 && fill(fd, shown, content, err) < 0) {
		unlinkat(dirfd, sibling, 0);
		close(fd);
		return -1;
	}
	return fd;
}

int file_replace(int dirfd, const char *name, const void *bytes, size_t len, struct error *err)
{
	const struct file_content content = {.bytes = bytes, .len = len};
	char sibling[NAME_MAX + 1];
	int fd = write_sibling(dirfd, name, name, &content, sibling, err);
	int result = 0;

	if (fd < 0)
		return -1;
	if (renameat(dirfd, sibling, dirfd, name) < 0) {
		result = error_set(err, ERROR_SYS, "cannot rename to '%s': %s", name, strerror(errno));
		unlinkat(dirfd, sibling, 0);
	}
	close(fd);
	return result ? result : file_sync_dir(dirfd, name, err);
}

int file_create(int dirfd, const char *name, const void *bytes, size_t len, struct error *err)
{
	const struct file_content content = {.bytes = bytes, .len = len};
	char sibling[NAME_MAX + 1];
	int fd = write_sibling(dirfd, name, name, &content, sibling, err);
	int code;

	if (fd < 0)
		return -1;
	/* A link, unlike a rename, never takes the place of what is there. */
	code = linkat(dirfd, sibling, dirfd, name, 0) < 0 ? errno : 0;
	unlinkat(dirfd, sibling, 0);
	close(fd);
	if (code == EEXIST)
		return error_set(err, ERROR_CONFIG, "'%s' exists already, and is left as it is", name);
	if (code)
		return error_set(err, ERROR_SYS, "cannot create '%s': %s", name, strerror(code));
	if (file_sync_dir(dirfd, name, err) < 0) {
		unlinkat(dirfd, name, 0);
		return -1;
	}
	return 0;
}

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

static int replace_like(const char *path, const struct stat *was, const void *bytes, size_t len, struct error *err)
{
	const struct file_content content = {.bytes = bytes, .len = len, .like = was};
	const char *name = strrchr(path, '/') + 1;
	char *dir = xstrndup(path, (size_t)(name - path));
	int dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char sibling[NAME_MAX + 1];
	int result = -1;
	int fd;

	if (dirfd < 0) {
		error_set(err, ERROR_SYS, "cannot open directory '%s': %s", dir, strerror(errno));
	} else {
		fd = write_sibling(dirfd, name, path, &content, sibling, err);
		if (fd >= 0 && (result = put_in_place(dirfd, sibling, path, was, err)) < 0)
			unlinkat(dirfd, sibling, 0);
		if (fd >= 0)
			close(fd);
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
		result = replace_like(target, was, bytes, len, err);
	free(target);
	return result;
}

int file_remove_sibling(int dirfd, const char *name, struct error *err)
{
	char sibling[NAME_MAX + 1];

	return name_sibling(sibling, name, name, err) < 0 ? -1 : remove_sibling(dirfd, sibling, err);
}

static bool is_older_sibling(const char *entry, const char *name)
{
	size_t len = strlen(name);
	size_t digits;

	if (entry[0] != '.' || strncmp(entry + 1, name, len) != 0 || entry[len + 1] != '.')
		return false;
	entry += len + 2;
	digits = strspn(entry, "0123456789");
	return digits && !strcmp(entry + digits, ".new");
}

int file_remove_stale(int dirfd, const char *name, struct error *err)
{
	int fd = openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	int result = 0;

	if (!dir) {
		error_set(err, ERROR_SYS, "cannot read the directory of '%s': %s", name, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	while (!result && (entry = file_next_entry(dir)))
		if (is_older_sibling(entry->d_name, name))
			result = file_remove(dirfd, entry->d_name, err);
	if (!result && errno)
		result = error_set(err, ERROR_SYS, "cannot read the directory of '%s': %s", name, strerror(errno));
	closedir(dir);
	return result ? result : file_remove_sibling(dirfd, name, err);
}
