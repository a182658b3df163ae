#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/command.h"
#include "base/memory.h"
#include "base/path.h"

/* The command that a file stands for, NULL when it is none or one of ours. */
static const char *external_name(const struct command *table, const char *file)
{
	static const char prefix[] = "discred-";
	/* What build tools run: discred-token under that name. */
	static const char helper[] = "discred-credential-helper";
	const char *name = file + sizeof(prefix) - 1;

	if (strncmp(file, prefix, sizeof(prefix) - 1) || !name_valid(name) || command_row(table, name) ||
	    !strcmp(file, helper))
		return NULL;
	return name;
}

static bool is_program(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode) && !access(path, X_OK);
}

static void list_dir(const struct command *table, const char *dir, struct strings *names)
{
	DIR *stream = opendir(dir);
	const struct dirent *entry;

	while (stream && (entry = readdir(stream))) {
		const char *name = external_name(table, entry->d_name);
		char *path;

		if (!name || strings_have(names, name))
			continue;
		path = xasprintf("%s/%s", dir, entry->d_name);
		if (is_program(path))
			strings_add(names, name);
		free(path);
	}
	if (stream)
		closedir(stream);
}

void command_list_external(const struct command *table, const struct environ *env, struct strings *names)
{
	struct strings dirs = STRINGS_INIT;

	strings_add(&dirs, path_exec_dir(env));
	path_search_dirs(env, &dirs);
	for (size_t i = 0; i < dirs.count; i++)
		list_dir(table, dirs.item[i], names);
	strings_sort(names);
	strings_release(&dirs);
}
