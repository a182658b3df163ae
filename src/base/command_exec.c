#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/command.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/signals.h"

/* PATH with the exec path in front, where it is already when a subcommand runs discred. */
static char *path_variable(const struct environ *env)
{
	const char *dir = path_exec_dir(env);
	size_t len = strlen(dir);
	struct strings dirs = STRINGS_INIT;
	char *usual;
	char *variable;

	if (env->path && !strncmp(env->path, dir, len) && (env->path[len] == ':' || !env->path[len]))
		return xasprintf("PATH=%s", env->path);
	if (env->path)
		return xasprintf("PATH=%s:%s", dir, env->path);
	path_search_dirs(env, &dirs);
	usual = strings_join(&dirs, ":");
	variable = xasprintf("PATH=%s:%s", dir, usual);
	free(usual);
	strings_release(&dirs);
	return variable;
}

/* The environment of a subcommand. The array is the caller's to free, and the two strings that are not env's. */
static char **subcommand_variables(const struct environ *env, char **search, char **exec_path)
{
	static char names[][sizeof("DISCRED_EXEC_PATH")] = {"PATH", "DISCRED_EXEC_PATH"};
	char *replaced[] = {names[0], names[1], NULL};
	char **kept = environ_without(env, &(struct strings){.item = replaced, .count = 2});
	char **variables;
	size_t count = 0;

	while (kept[count])
		count++;
	variables = xcalloc(count + 3, sizeof(*variables));
	memcpy(variables, kept, count * sizeof(*variables));
	*search = path_variable(env);
	*exec_path = xasprintf("DISCRED_EXEC_PATH=%s", path_exec_dir(env));
	variables[count] = *search;
	variables[count + 1] = *exec_path;
	free(kept);
	return variables;
}

int command_become(const char *path, char *const *argv, char *const *variables, struct error *err)
{
	int code;

	signals_restore();
	execve(path, argv, variables);
	code = errno;
	signals_normalise();
	return path_explain_exec(path, path, code, err);
}

int command_restart(char *const *argv, struct error *err)
{
	execv("/proc/self/exe", argv);
	return error_set(err, ERROR_SYS, "cannot start '%s' anew: %s", argv[0], strerror(errno));
}

int command_exec(const char *path, char *const *argv, const struct environ *env, struct error *err)
{
	char *search;
	char *exec_path;
	char **variables = subcommand_variables(env, &search, &exec_path);
	int result = command_become(path, argv, variables, err);

	/* It was found, and is gone. */
	if (err->code == ERROR_NONE)
		err->code = ERROR_SYS;
	free(variables);
	free(exec_path);
	free(search);
	return result;
}
