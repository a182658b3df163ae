/* The profile's file, and the private copy of it that is edited. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/trust.h"
#include "base/words.h"
#include "cmd/profile/edit.h"

/* The directory of the file, which must have a slash in its path. */
static char *directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == path ? xstrdup("/") : xstrndup(path, (size_t)(slash - path));
}

/* What goes before a file that only somebody else may change: a copy of the user's own. */
static int refuse(const struct edit *edit, int number, struct error *err)
{
	struct strings dirs = STRINGS_INIT;
	char *from = words_quote(edit->path);
	char *own;
	char *to;

	path_config_dirs(edit->env, &dirs);
	own = xasprintf("%s/profiles/%s.cfg", dirs.item[0], edit->name);
	to = words_quote(own);
	error_set(err, ERROR_SYS, "'%s' cannot be changed: %s", edit->path, strerror(number));
	if (strcmp(own, edit->path) != 0)
		error_hint(err, "run 'install -D -m 600 %s %s' and edit that: it goes before", from, to);
	else if (strcmp(edit->target, edit->path) != 0)
		error_hint(err, "it is a link to '%s'", edit->target);
	else if (number == EACCES)
		error_hint(err, "see 'ls -l' for it and for its directory");
	free(from);
	free(own);
	free(to);
	strings_release(&dirs);
	return -1;
}

static int check_writable(const struct edit *edit, struct error *err)
{
	char *dir = directory_of(edit->target);
	int result = 0;

	if (faccessat(AT_FDCWD, edit->target, W_OK, AT_EACCESS) < 0 ||
	    faccessat(AT_FDCWD, dir, W_OK | X_OK, AT_EACCESS) < 0)
		result = refuse(edit, errno, err);
	free(dir);
	return result;
}

int edit_file_find(struct edit *edit, struct error *err)
{
	char resolved[PATH_MAX];

	if (profile_locate(edit->name, edit->env, &edit->path, err) < 0)
		return -1;
	if (!realpath(edit->path, resolved))
		return error_set(err, ERROR_SYS, "cannot find '%s': %s", edit->path, strerror(errno));
	edit->target = xstrdup(resolved);
	return 0;
}

int edit_file_open(struct edit *edit, struct error *err)
{
	if (check_writable(edit, err) < 0 || trust_open(edit->env, edit->target, &edit->fd, err) < 0)
		return -1;
	return file_read(edit->fd, edit->path, &edit->original, err);
}

int edit_file_same(struct edit *edit, bool *same, struct error *err)
{
	struct buf now = BUF_INIT(BUF_FILE_MAX);
	int fd = -1;
	int result = trust_open(edit->env, edit->target, &fd, err);

	*same = false;
	if (result < 0 && err->code == ERROR_NONE) {
		error_clear(err);
		return 0;
	}
	if (!result)
		result = file_read(fd, edit->path, &now, err);
	if (!result) {
		/* Its mode may be another one now, and is kept. */
		*same = buf_equal(&now, &edit->original);
		close(edit->fd);
		edit->fd = fd;
	} else if (fd >= 0) {
		close(fd);
	}
	buf_release(&now);
	return result;
}

int edit_file_install(const struct edit *edit, const struct buf *text, struct error *err)
{
	char *dir = directory_of(edit->target);
	struct error trouble = ERROR_INIT;
	struct stat was;
	int dirfd;
	int result;

	if (fstat(edit->fd, &was) < 0)
		result = error_set(err, ERROR_SYS, "cannot examine '%s': %s", edit->path, strerror(errno));
	else
		result = file_update(edit->target, &was, buf_text(text), text->len, err);
	/* Files that killed edits of older versions left may hold a secret. Failing to remove them is ignored. */
	dirfd = result ? -1 : open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dirfd >= 0) {
		(void)!file_remove_stale(dirfd, strrchr(edit->target, '/') + 1, &trouble);
		close(dirfd);
	}
	free(dir);
	return result;
}

/* Nobody else is editing: what is there was left by an edit that could not be finished. */
static void tell_older(const struct edit *edit)
{
	struct strings dirs = STRINGS_INIT;
	struct error ignored = ERROR_INIT;

	(void)!edit_older_find(edit->env, edit->name, &dirs, &ignored);
	for (size_t i = 0; i < dirs.count; i++)
		log_note("an earlier edit is still kept in '%s': remove that when it is not needed any more",
			 dirs.item[i]);
	strings_release(&dirs);
}

static int write_copy(struct edit *edit, struct error *err)
{
	int dirfd = open(edit->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result;

	if (dirfd < 0)
		return error_set(err, ERROR_SYS, "cannot open directory '%s': %s", edit->dir, strerror(errno));
	result = file_replace(dirfd, strrchr(edit->copy, '/') + 1, buf_text(&edit->original), edit->original.len, err);
	close(dirfd);
	return result;
}

int edit_copy_make(struct edit *edit, struct error *err)
{
	char *state_dir;
	char *dir;
	int result;

	if (path_state_dir(edit->env, &state_dir, err) < 0)
		return -1;
	tell_older(edit);
	dir = xasprintf("%s/.edit-%s.XXXXXX", state_dir, edit->name);
	if (!mkdtemp(dir)) {
		result = error_set(err, ERROR_SYS, "cannot make a directory in '%s': %s", state_dir, strerror(errno));
		free(dir);
	} else {
		/* By its name editors know how to show it. */
		edit->dir = dir;
		edit->copy = xasprintf("%s/%s.cfg", dir, edit->name);
		result = write_copy(edit, err);
		if (result < 0)
			edit_copy_remove(edit);
	}
	free(state_dir);
	return result;
}

int edit_copy_read(const struct edit *edit, struct buf *text, struct error *err)
{
	buf_release(text);
	if (!file_load(AT_FDCWD, edit->copy, FILE_PLAIN, text, err))
		return 0;
	return err->code == ERROR_NONE ? error_set(err, ERROR_NONE, "the editor has removed the copy") : -1;
}

static void forget(struct edit *edit)
{
	free(edit->dir);
	free(edit->copy);
	edit->dir = NULL;
	edit->copy = NULL;
}

static bool is_entry(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

void edit_copy_remove(struct edit *edit)
{
	DIR *dir = opendir(edit->dir);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (is_entry(entry))
			unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
	if (rmdir(edit->dir) < 0 && errno != ENOENT)
		log_warn("cannot remove '%s', where the copy was: %s", edit->dir, strerror(errno));
	forget(edit);
}

/* Whether the editor has left something beside the copy: a swap file may be all there is of the work. */
static bool has_more(const struct edit *edit)
{
	const char *own = strrchr(edit->copy, '/') + 1;
	DIR *dir = opendir(edit->dir);
	const struct dirent *entry;
	bool more = false;

	while (dir && (entry = readdir(dir)))
		more = more || (is_entry(entry) && strcmp(entry->d_name, own) != 0);
	if (dir)
		closedir(dir);
	return more;
}

void edit_copy_leave(struct edit *edit)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	struct error trouble = ERROR_INIT;
	bool gone;

	if (!edit->dir)
		return;
	gone = edit_copy_read(edit, &text, &trouble) < 0 && trouble.code == ERROR_NONE;
	if ((gone || buf_equal(&text, &edit->original)) && !has_more(edit)) {
		edit_copy_remove(edit);
	} else {
		log_warn("what was edited is kept in '%s'", has_more(edit) ? edit->dir : edit->copy);
		forget(edit);
	}
	buf_release(&text);
}
