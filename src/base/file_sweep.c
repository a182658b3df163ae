#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

/* ".NAME.PID.new", as file_replace calls it. */
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

int file_sweep(int dirfd, const char *name, struct error *err)
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
	while (!result && (entry = readdir(dir)))
		if (is_sibling(entry->d_name, name))
			result = file_remove(dirfd, entry->d_name, err);
	closedir(dir);
	return result;
}
