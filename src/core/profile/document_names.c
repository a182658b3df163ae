#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/path.h"
#include "core/profile/document.h"

static bool is_regular(DIR *dir, const char *file)
{
	struct stat st;

	return !fstatat(dirfd(dir), file, &st, 0) && S_ISREG(st.st_mode);
}

static void add_name(DIR *dir, const char *file, struct strings *names)
{
	const char *end = strrchr(file, '.');
	char *name;

	if (!end || strcmp(end, ".cfg") != 0)
		return;
	name = xstrndup(file, (size_t)(end - file));
	if (name_valid(name) && !strings_have(names, name) && is_regular(dir, file))
		strings_add(names, name);
	free(name);
}

static int add_names(const char *path, struct strings *names, struct error *err)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (!dir)
		return error_set(err, ERROR_SYS, "cannot open directory '%s': %s", path, strerror(errno));
	while ((entry = readdir(dir)))
		add_name(dir, entry->d_name, names);
	closedir(dir);
	return 0;
}

int document_names(const struct environ *env, const char *folder, struct strings *names, struct error *err)
{
	struct strings dirs = STRINGS_INIT;
	int result = 0;

	path_config_dirs(env, &dirs);
	for (size_t i = 0; i < dirs.count && !result; i++) {
		char *path = xasprintf("%s/%s", dirs.item[i], folder);

		result = add_names(path, names, err);
		free(path);
	}
	strings_sort(names);
	strings_release(&dirs);
	return result;
}
