/*
 * Writes that appear as a whole: a synced file beside the target gets its name by a rename or a link. Names of such
 * siblings are ".NAME.PID.new".
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/*
 * Writes a sibling of dirfd/name, durably, and fills in what it is called. `shown` is what messages call the target.
 * After a failure there is no sibling. The pid keeps two writers of the same file apart; O_EXCL refuses a name that was
 * planted.
 */
static int write_sibling(int dirfd, const char *name, const char *shown, const struct file_content *content,
			 char sibling[static NAME_MAX + 1], struct error *err)
{
	int fd;
	int result;

	if (snprintf(sibling, NAME_MAX + 1, ".%s.%ld.new", name, (long)getpid()) > NAME_MAX)
		return error_set(err, ERROR_SYS, "cannot create '%s': %s", shown, strerror(ENAMETOOLONG));
	unlinkat(dirfd, sibling, 0);
	fd = openat(dirfd, sibling, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return error_set(err, ERROR_SYS, "cannot create a file beside '%s': %s", shown, strerror(errno));
	result = fill(fd, shown, content, err);
	close(fd);
	if (result)
		unlinkat(dirfd, sibling, 0);
	return result;
}

int file_replace(int dirfd, const char *name, const void *bytes, size_t len, struct error *err)
{
	const struct file_content content = {.bytes = bytes, .len = len};
	char sibling[NAME_MAX + 1];

	if (write_sibling(dirfd, name, name, &content, sibling, err) < 0)
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
	const struct file_content content = {.bytes = bytes, .len = len};
	char sibling[NAME_MAX + 1];
	int code;

	if (write_sibling(dirfd, name, name, &content, sibling, err) < 0)
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
	int result;

	if (dirfd < 0) {
		result = error_set(err, ERROR_SYS, "cannot open directory '%s': %s", dir, strerror(errno));
	} else {
		result = write_sibling(dirfd, name, path, &content, sibling, err);
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
		result = replace_like(target, was, bytes, len, err);
	free(target);
	return result;
}

static bool is_sibling(const char *entry, const char *name)
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
		if (is_sibling(entry->d_name, name))
			result = file_remove(dirfd, entry->d_name, err);
	if (!result && errno)
		result = error_set(err, ERROR_SYS, "cannot read the directory of '%s': %s", name, strerror(errno));
	closedir(dir);
	return result;
}
