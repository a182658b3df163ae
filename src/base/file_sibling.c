#include "file_sibling.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

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
	if (content->like && make_like(fd, shown, content->like, err) < 0)
		return -1;
	if (fsync(fd) < 0)
		return error_set(err, ERROR_SYS, "cannot sync '%s': %s", shown, strerror(errno));
	return 0;
}

/* The pid keeps two writers of the same file apart; O_EXCL refuses a name that was planted. */
int file_sibling_write(int dirfd, const char *name, const char *shown, const struct file_content *content,
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
