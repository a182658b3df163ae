#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
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
	char *own;

	path_config_dirs(edit->env, &dirs);
	own = xasprintf("%s/profiles/%s.cfg", dirs.item[0], edit->name);
	error_set(err, ERROR_SYS, "'%s' cannot be changed: %s", edit->path, strerror(number));
	if (strcmp(own, edit->path) != 0)
		error_hint(err, "run 'install -D -m 600 %s %s' and edit that: it goes before", edit->path, own);
	else if (strcmp(edit->target, edit->path) != 0)
		error_hint(err, "it is a link to '%s'", edit->target);
	else if (number == EACCES)
		error_hint(err, "see 'ls -l' for it and for its directory");
	free(own);
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
	if (check_writable(edit, err) < 0 || file_open(AT_FDCWD, edit->target, FILE_CONFIG, &edit->fd, err) < 0)
		return -1;
	return file_read(edit->fd, edit->path, &edit->original, err);
}

int edit_file_same(struct edit *edit, bool *same, struct error *err)
{
	struct buf now = BUF_INIT(BUF_FILE_MAX);
	int fd = -1;
	int result = file_open(AT_FDCWD, edit->target, FILE_CONFIG, &fd, err);

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
	/* What killed edits left may hold a secret; that it can't be removed is no failure of this one. */
	dirfd = result ? -1 : open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dirfd >= 0) {
		(void)!file_remove_stale(dirfd, strrchr(edit->target, '/') + 1, &trouble);
		close(dirfd);
	}
	free(dir);
	return result;
}
