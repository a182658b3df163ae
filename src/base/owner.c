#include "base/owner.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool maps(const char *uid_map, uid_t uid)
{
	for (const char *line = uid_map; line; line = strchr(line, '\n')) {
		unsigned long inside;
		unsigned long outside;
		unsigned long count;

		line += *line == '\n';
		if (sscanf(line, "%lu %lu %lu", &inside, &outside, &count) == 3 && uid >= inside &&
		    uid - inside < count)
			return true;
	}
	return false;
}

static bool is_below(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	return !strncmp(path, dir, len) && path[len] == '/';
}

bool owner_judge(const char *uid_map, uid_t owner, const char *path)
{
	if (maps(uid_map, 0) || !*uid_map)
		return owner == 0;
	return !maps(uid_map, owner) && (is_below(path, "/etc") || is_below(path, DISCRED_SYSCONFDIR));
}

/* The kernel's own short texts; what does not fit is as good as none. */
static const char *read_text(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : read(fd, text, size - 1);

	if (fd >= 0)
		close(fd);
	text[len < 0 || (size_t)len == size - 1 ? 0 : len] = '\0';
	return text;
}

bool owner_is_root(int fd, uid_t owner)
{
	char path[PATH_MAX];
	char link[64];
	char map[4096];
	ssize_t len;

	/* Root is called 0 where it is mapped, and nobody else is anywhere. */
	if (owner == 0)
		return true;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path, sizeof(path) - 1);
	path[len < 0 ? 0 : len] = '\0';
	return owner_judge(read_text("/proc/self/uid_map", map, sizeof(map)), owner, path);
}
