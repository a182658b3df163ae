#include "base/owner.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strings.h"

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

	return !strncmp(path, dir, len) && (path[len] == '/' || !path[len]);
}

bool owner_judge(const char *uid_map, uid_t owner, const char *path, const char *home)
{
	if (maps(uid_map, 0) || !*uid_map)
		return owner == 0;
	return !maps(uid_map, owner) && *path == '/' && !(home && is_below(path, home));
}

/* A short file of the kernel; one that does not fit counts as missing. */
static void read_map(char *text, size_t size)
{
	int fd = open("/proc/self/uid_map", O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : read(fd, text, size - 1);

	if (fd >= 0)
		close(fd);
	text[len < 0 || (size_t)len == size - 1 ? 0 : len] = '\0';
}

bool owner_is_root(uid_t owner, const char *path, const char *home)
{
	char map[4096];
	char *real_path;
	char *real_home;
	bool root;

	/* Root is called 0 where it is mapped, and nobody else is anywhere. */
	if (owner == 0)
		return true;
	read_map(map, sizeof(map));
	real_path = realpath(path, NULL);
	real_home = home ? realpath(home, NULL) : NULL;
	root = real_path && owner_judge(map, owner, real_path, real_home);
	free(real_path);
	free(real_home);
	return root;
}

/* A group may have several lines: count the members of all. */
static bool read_members(FILE *groups, gid_t group, struct strings *members)
{
	const struct group *row;
	bool found = false;

	while ((row = fgetgrent(groups))) {
		if (row->gr_gid != group)
			continue;
		found = true;
		for (char *const *name = row->gr_mem; *name; name++)
			if (!strings_have(members, *name))
				strings_add(members, *name);
	}
	return found;
}

bool owner_alone_in(FILE *passwd, FILE *groups, uid_t owner, gid_t group)
{
	struct strings members = STRINGS_INIT;
	bool alone = read_members(groups, group, &members);
	const struct passwd *row;
	size_t found = 0;
	size_t known = 0;

	while (alone && (row = fgetpwent(passwd))) {
		bool listed = strings_have(&members, row->pw_name);

		if (!listed && row->pw_gid != group)
			continue;
		alone = row->pw_uid == owner;
		known += listed;
		found++;
	}
	alone = alone && found && known >= members.count;
	strings_release(&members);
	return alone;
}

bool owner_alone_in_group(uid_t owner, gid_t group)
{
	FILE *passwd = fopen("/etc/passwd", "re");
	FILE *groups = fopen("/etc/group", "re");
	bool alone = passwd && groups && owner_alone_in(passwd, groups, owner, group);

	if (passwd)
		fclose(passwd);
	if (groups)
		fclose(groups);
	return alone;
}
