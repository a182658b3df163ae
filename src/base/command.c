#include "base/command.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/path.h"
#include "base/words.h"

const struct command *command_row(const struct command *table, const char *name)
{
	for (const struct command *row = table; row->name; row++)
		if (!strcmp(row->name, name))
			return row;
	return NULL;
}

enum found { FOUND_NOTHING, FOUND_FILE, FOUND_PROGRAM };

static enum found look(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return FOUND_NOTHING;
	return access(path, X_OK) ? FOUND_FILE : FOUND_PROGRAM;
}

/* The first program among the directories, the first file that only has the name otherwise. */
static enum found search(const struct strings *dirs, const char *name, char **path)
{
	enum found best = FOUND_NOTHING;

	for (size_t i = 0; i < dirs->count && best != FOUND_PROGRAM; i++) {
		char *program = xasprintf("%s/discred-%s", dirs->item[i], name);
		enum found found = look(program);

		if (found > best) {
			free(*path);
			*path = program;
			best = found;
		} else {
			free(program);
		}
	}
	return best;
}

static int missing(const struct environ *env, const char *name, struct error *err)
{
	error_set(err, ERROR_SYS, "discred's own program 'discred-%s' is missing from '%s'", name, path_exec_dir(env));
	return error_hint(err, "install discred again, or name the directory of its programs in DISCRED_EXEC_PATH");
}

int command_find(const struct command *table, const struct environ *env, const char *name, char **path,
		 struct error *err)
{
	const struct command *row = command_row(table, name);
	struct strings dirs = STRINGS_INIT;
	enum found found;

	*path = NULL;
	if (!name_valid(name) || (row && row->kind != COMMAND_PROGRAM))
		return error_set(err, ERROR_NONE, "there is no command '%s'", name);
	strings_add(&dirs, path_exec_dir(env));
	if (!row)
		path_search_dirs(env, &dirs);
	found = search(&dirs, name, path);
	strings_release(&dirs);
	if (found == FOUND_PROGRAM)
		return 0;
	if (found == FOUND_FILE) {
		error_set(err, ERROR_SYS, "'%s' is not executable", *path);
		words_hint_run(err, "chmod +x", *path);
		free(*path);
		*path = NULL;
		return -1;
	}
	return row ? missing(env, name, err) : error_set(err, ERROR_NONE, "there is no command '%s'", name);
}
