/* Writes that appear as a whole: a sibling is written and synced, and then gets the name. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "file_sibling.h"

int file_replace(int dirfd, const char *name, const void *bytes, size_t len, struct error *err)
{
	const struct file_content content = {.bytes = bytes, .len = len};
	char sibling[NAME_MAX + 1];

	if (file_sibling_write(dirfd, name, name, &content, sibling, err) < 0)
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

	if (file_sibling_write(dirfd, name, name, &content, sibling, err) < 0)
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
