#include "base/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/owner.h"
#include "base/path.h"
#include "base/words.h"

/* As many links as the kernel follows (MAXSYMLINKS). */
enum { LINKS_MAX = 40 };

const char *trust_modeless(unsigned long type)
{
	/* Numbers of linux/magic.h, and of file systems that are not in it. */
	static const struct {
		unsigned long type;
		const char *name;
	} rows[] = {{0x01021997, "9p"},   {0x53464846, "drvfs"}, {0x4d44, "vfat"},      {0x2011bab0, "exfat"},
		    {0x5346544e, "ntfs"}, {0x7366746e, "ntfs3"}, {0x65735546, "fuse"},  {0x517b, "smb"},
		    {0xff534d42, "cifs"}, {0xfe534d42, "smb2"},  {0x786f4256, "vboxsf"}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].type == type)
			return rows[i].name;
	return NULL;
}

static bool has_acl(const char *path)
{
	return getxattr(path, "system.posix_acl_access", NULL, 0) >= 0 || (errno != ENODATA && errno != ENOTSUP);
}

static void advise(const struct stat *st, const char *path, struct error *err)
{
	struct statfs fs;
	const char *modeless = statfs(path, &fs) ? NULL : trust_modeless((unsigned long)fs.f_type);

	if (modeless)
		error_hint(err, "its file system (%s) keeps no modes: keep it on another one", modeless);
	else
		words_hint_run(err, st->st_mode & S_IWOTH ? "chmod go-w" : "chmod g-w", path);
}

bool trust_others_write(const struct stat *st, const char *path, const char *what, struct error *err)
{
	if (!(st->st_mode & (S_IWGRP | S_IWOTH)))
		return false;
	if (!(st->st_mode & S_IWOTH) && owner_alone_in_group(st->st_uid, st->st_gid)) {
		if (!has_acl(path))
			return false;
		error_set(err, ERROR_CONFIG, "%s'%s' can be written by others (it has an access control list)", what,
			  path);
		words_hint_run(err, "setfacl -b", path);
		return true;
	}
	error_set(err, ERROR_CONFIG, "%s'%s' can be written by others (mode %04o)", what, path,
		  (unsigned)st->st_mode & 07777);
	advise(st, path, err);
	return true;
}

static bool is_ours(const struct environ *env, uid_t owner, const char *path)
{
	return owner == env->uid || owner_is_root(owner, path, env->home);
}

static int check_owner(const struct environ *env, const struct stat *st, const char *path, const char *what,
		       struct error *err)
{
	if (is_ours(env, st->st_uid, path))
		return 0;
	error_set(err, ERROR_CONFIG, "%s'%s' belongs to another user", what, path);
	if (env->uid == 0)
		error_hint(err, "run it as that user, or set HOME to your own directory");
	return -1;
}

static int check_file(const struct environ *env, const struct stat *st, const char *path, struct error *err)
{
	if (check_owner(env, st, path, "", err) < 0 || trust_others_write(st, path, "", err))
		return -1;
	return 0;
}

/* A directory on the way; `sticky`: others write in it too, and each may exchange only what is theirs. */
static int check_directory(const struct environ *env, const struct stat *st, const char *path, bool *sticky,
			   struct error *err)
{
	*sticky = (st->st_mode & S_ISVTX) && (st->st_mode & (S_IWGRP | S_IWOTH));
	if (check_owner(env, st, path, "directory ", err) < 0)
		return -1;
	return !*sticky && trust_others_write(st, path, "directory ", err) ? -1 : 0;
}

/* A directory's length without slashes at its end. */
static size_t length_of(const char *dir)
{
	size_t len = strlen(dir);

	while (len && dir[len - 1] == '/')
		len--;
	return len;
}

/* Whether the path is that directory or below it. */
static bool is_within(const char *path, const char *dir)
{
	size_t len = length_of(dir);

	return !strncmp(path, dir, len) && (path[len] == '/' || !path[len]);
}

/* How much of the path is its beginning: nothing is looked at above that. */
static size_t begin_of(const struct environ *env, const char *path)
{
	struct strings dirs = STRINGS_INIT;
	size_t len = 0;

	if (env->home && is_within(path, env->home))
		return length_of(env->home);
	path_config_dirs(env, &dirs);
	for (size_t i = 0; i < dirs.count && !len; i++) {
		*strrchr(dirs.item[i], '/') = '\0'; /* "/discred" */
		if (is_within(path, dirs.item[i]))
			len = length_of(dirs.item[i]);
	}
	strings_release(&dirs);
	return len;
}

/* The way to a path: what is left of it, from a directory that exists. */
struct way {
	const struct environ *env;
	char *dir;  /* "" is the root */
	char *rest; /* what is left, and where in it the next name begins */
	char *next;
	unsigned links;
};

/* Goes on with what is left of another path. */
static void set_rest(struct way *way, const char *rest)
{
	char *before = way->rest;

	way->rest = way->next = xstrdup(rest);
	free(before);
}

/* Goes on with another path, from its beginning. */
static void begin(struct way *way, const char *path)
{
	size_t len = begin_of(way->env, path);

	free(way->dir);
	way->dir = xstrndup(path, len);
	set_rest(way, path + len);
}

/* The same for a path without links, where the home's name may have some. */
static void begin_resolved(struct way *way, const char *path)
{
	char *home = way->env->home ? realpath(way->env->home, NULL) : NULL;
	char *named = home && is_within(path, home)
			  ? xasprintf("%.*s%s", (int)length_of(way->env->home), way->env->home, path + length_of(home))
			  : xstrdup(path);

	begin(way, named);
	free(named);
	free(home);
}

static int follow(struct way *way, const char *link, struct error *err)
{
	char target[PATH_MAX];
	ssize_t len = readlink(link, target, sizeof(target) - 1);
	char *path;

	if (len < 0 || ++way->links > LINKS_MAX)
		return error_set(err, ERROR_SYS, "cannot follow '%s': %s", link, strerror(len < 0 ? errno : ELOOP));
	target[len] = '\0';
	path = xasprintf("%s/%s", target, way->next);
	if (*target == '/')
		begin_resolved(way, path);
	else
		set_rest(way, path);
	free(path);
	return 0;
}

/* Goes to the parent directory; links are resolved. */
static int go_up(struct way *way, struct stat *st, struct error *err)
{
	char *above = xasprintf("%s/..", way->dir);
	char *real = realpath(above, NULL);
	char *path;

	if (!real) {
		error_set(err, ERROR_SYS, "cannot find '%s': %s", above, strerror(errno));
		free(above);
		return -1;
	}
	path = xasprintf("%s/%s", real, way->next);
	begin_resolved(way, path);
	st->st_mode = 0;
	free(path);
	free(real);
	free(above);
	return 0;
}

/* One entry of the way's directory; `st` describes it. A link of others may be left from when they could write here. */
static int enter(struct way *way, const char *name, bool sticky, struct stat *st, struct error *err)
{
	char *entry = xasprintf("%s/%s", way->dir, name);
	int result = 0;

	if (lstat(entry, st) < 0)
		result = error_set(err, errno == ENOENT ? ERROR_NONE : ERROR_SYS, "cannot examine '%s': %s", entry,
				   strerror(errno));
	else if (sticky || S_ISLNK(st->st_mode))
		result = check_owner(way->env, st, entry, "", err);
	if (!result && S_ISLNK(st->st_mode)) {
		result = follow(way, entry, err);
	} else if (!result) {
		free(way->dir);
		way->dir = entry;
		return 0;
	}
	free(entry);
	return result;
}

/* The next name of what is left, NULL at its end. */
static char *next_name(struct way *way)
{
	char *name;

	way->next += strspn(way->next, "/");
	name = way->next;
	way->next += strcspn(name, "/");
	if (*way->next)
		*way->next++ = '\0';
	return *name ? name : NULL;
}

/* The directory that the way is in; `st` describes it already where it was entered by its name. */
static int check_place(const struct way *way, struct stat *st, bool *sticky, struct error *err)
{
	const char *path = *way->dir ? way->dir : "/";

	if (S_ISREG(st->st_mode))
		return 0;
	if (!S_ISDIR(st->st_mode) && stat(path, st) < 0)
		return error_set(err, errno == ENOENT ? ERROR_NONE : ERROR_SYS, "cannot examine directory '%s': %s",
				 path, strerror(errno));
	return check_directory(way->env, st, path, sticky, err);
}

/* Goes the way to its end, which is a directory or a file, and which `st` describes then. */
static int go(struct way *way, struct stat *st, struct error *err)
{
	bool sticky = false;
	char *name;
	int result;

	do {
		if (check_place(way, st, &sticky, err) < 0)
			return -1;
		name = next_name(way);
		if (!name || !strcmp(name, "."))
			result = 0;
		else if (!strcmp(name, ".."))
			result = go_up(way, st, err);
		else
			result = enter(way, name, sticky, st, err);
	} while (name && !result);
	return name ? -1 : 0;
}

static int check_way(const struct environ *env, const char *path, struct stat *st, struct error *err)
{
	struct way way = {.env = env};
	int result;

	*st = (struct stat){.st_mode = 0};
	begin(&way, path);
	result = go(&way, st, err);
	free(way.dir);
	free(way.rest);
	return result;
}

int trust_directory(const struct environ *env, const char *path, struct error *err)
{
	struct stat st;

	return check_way(env, path, &st, err);
}

static int open_file(const char *path, int *fd, struct stat *st, struct error *err)
{
	if (file_open(AT_FDCWD, path, FILE_PLAIN, fd, err) < 0)
		return -1;
	if (!fstat(*fd, st))
		return 0;
	error_set(err, ERROR_SYS, "cannot examine '%s': %s", path, strerror(errno));
	close(*fd);
	return -1;
}

int trust_open(const struct environ *env, const char *path, int *fd, struct error *err)
{
	struct stat opened;
	struct stat found;
	int file;

	if (open_file(path, &file, &opened, err) < 0) {
		if (err->code == ERROR_NONE && !lstat(path, &found))
			return error_set(err, ERROR_CONFIG, "'%s' is a symbolic link to nothing", path);
		return -1;
	}
	if (!check_file(env, &opened, path, err) && !check_way(env, path, &found, err)) {
		if (opened.st_dev == found.st_dev && opened.st_ino == found.st_ino) {
			*fd = file;
			return 0;
		}
		error_set(err, ERROR_TEMP, "'%s' was changed by somebody else meanwhile", path);
		error_hint(err, "try again");
	}
	close(file);
	return -1;
}

static bool is_read_only(int fd)
{
	struct statvfs fs;

	return !fstatvfs(fd, &fs) && (fs.f_flag & ST_RDONLY);
}

int trust_open_secret(const struct environ *env, const char *path, int *fd, struct error *err)
{
	struct stat st;
	int file;
	int result;

	if (open_file(path, &file, &st, err) < 0)
		return -1;
	if (is_read_only(file))
		result = 0;
	else if (owner_is_root(st.st_uid, path, env->home))
		/* Root may show its secret to others, but only root may change it. */
		result = check_file(env, &st, path, err);
	else
		result = file_check(file, path, FILE_STATE, err);
	if (result)
		close(file);
	else
		*fd = file;
	return result;
}

int trust_load_secret(const struct environ *env, const char *path, struct buf *into, struct error *err)
{
	int fd;
	int result;

	if (trust_open_secret(env, path, &fd, err) < 0)
		return -1;
	result = file_read(fd, path, into, err);
	close(fd);
	return result;
}
