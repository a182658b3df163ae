#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

bool name_valid(const char *name)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	static const char inner[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
	size_t len = strlen(name);

	return len >= 1 && len <= 64 && strchr(letters, name[0]) && strspn(name, inner) == len;
}

static void add_dir(struct strings *dirs, const char *parent)
{
	char *dir;

	if (*parent != '/')
		return;
	dir = xasprintf("%s/discred", parent);
	if (!strings_have(dirs, dir))
		strings_add(dirs, dir);
	free(dir);
}

void path_config_dirs(const struct environ *env, struct strings *dirs)
{
	struct strings system = STRINGS_INIT;
	struct error homeless = ERROR_INIT;
	char *own = NULL;

	if (!path_own_config_dir(env, &own, &homeless))
		strings_add(dirs, own);
	free(own);
	strings_split(&system, env->config_dirs ? env->config_dirs : "/etc/xdg", ":");
	for (size_t i = 0; i < system.count; i++)
		add_dir(dirs, system.item[i]);
	add_dir(dirs, DISCRED_SYSCONFDIR "/xdg");
	strings_release(&system);
}

static int no_home(const char *variables, struct error *err)
{
	error_set(err, ERROR_SYS, "no home directory");
	return error_hint(err, "set %s", variables);
}

int path_own_config_dir(const struct environ *env, char **dir, struct error *err)
{
	if (env->config_home)
		*dir = xasprintf("%s/discred", env->config_home);
	else if (env->home)
		*dir = xasprintf("%s/.config/discred", env->home);
	else
		return no_home("HOME or XDG_CONFIG_HOME", err);
	return 0;
}

int path_state_dir(const struct environ *env, char **dir, struct error *err)
{
	if (env->state_home)
		*dir = xasprintf("%s/discred", env->state_home);
	else if (env->home)
		*dir = xasprintf("%s/.local/state/discred", env->home);
	else
		return no_home("HOME or XDG_STATE_HOME", err);
	return 0;
}

static bool private_directory(const struct environ *env, const char *dir)
{
	struct stat st;

	return !lstat(dir, &st) && S_ISDIR(st.st_mode) && st.st_uid == env->uid && (st.st_mode & 07777) == 0700;
}

char *path_runtime_dir(const struct environ *env)
{
	char run[64];

	if (env->runtime_dir && private_directory(env, env->runtime_dir))
		return xasprintf("%s/discred", env->runtime_dir);
	snprintf(run, sizeof(run), "/run/user/%lu", (unsigned long)env->uid);
	if (private_directory(env, run))
		return xasprintf("%s/discred", run);
	return NULL;
}

const char *path_exec_dir(const struct environ *env)
{
	return env->exec_path && *env->exec_path == '/' ? env->exec_path : DISCRED_LIBEXECDIR;
}

void path_search_dirs(const struct environ *env, struct strings *dirs)
{
	struct strings entries = STRINGS_INIT;

	strings_split(&entries, env->path ? env->path : "/usr/local/bin:/usr/bin:/bin", ":");
	for (size_t i = 0; i < entries.count; i++)
		if (entries.item[i][0] == '/')
			strings_add(dirs, entries.item[i]);
	strings_release(&entries);
}

static bool is_program(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode) && !access(path, X_OK);
}

char *path_find_program(const struct environ *env, const char *name)
{
	struct strings dirs = STRINGS_INIT;
	char *found = NULL;

	path_search_dirs(env, &dirs);
	for (size_t i = 0; i < dirs.count && !found; i++) {
		char *path = xasprintf("%s/%s", dirs.item[i], name);

		if (is_program(path))
			found = path;
		else
			free(path);
	}
	strings_release(&dirs);
	return found;
}

char *path_find_command(const struct environ *env, const char *word)
{
	if (!strchr(word, '/'))
		return path_find_program(env, word);
	return is_program(word) ? xstrdup(word) : NULL;
}

char *path_expand(const struct environ *env, const char *text)
{
	if (text[0] == '~' && text[1] == '/' && env->home)
		return xasprintf("%s%s", env->home, text + 1);
	return xstrdup(text);
}

/* The interpreter that a script's first line names, "" when it is no script. The kernel reads 256 bytes too. */
static void read_interpreter(const char *path, char line[static 257])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	ssize_t got = fd < 0 ? -1 : read(fd, line, 256);
	size_t blanks;

	line[got < 0 ? 0 : got] = '\0';
	if (fd >= 0)
		close(fd);
	if (strncmp(line, "#!", 2)) {
		line[0] = '\0';
		return;
	}
	blanks = 2 + strspn(line + 2, " \t");
	memmove(line, line + blanks, strlen(line + blanks) + 1);
	line[strcspn(line, " \t\n")] = '\0';
}

char *path_missing_interpreter(const char *path)
{
	char interpreter[257];

	read_interpreter(path, interpreter);
	return interpreter[0] && access(interpreter, F_OK) < 0 ? xstrdup(interpreter) : NULL;
}

int path_explain_exec(const char *name, const char *path, int code, struct error *err)
{
	char *interpreter;

	if (code == ENOEXEC) {
		error_set(err, ERROR_SYS, "cannot run '%s': it is no program of this machine", name);
		return error_hint(err, "a script begins with '#!' and its interpreter");
	}
	if (code != ENOENT || access(path, F_OK) < 0)
		return error_set(err, code == ENOENT || code == ENOTDIR ? ERROR_NONE : ERROR_SYS, "cannot run '%s': %s",
				 name, strerror(code));
	interpreter = path_missing_interpreter(path);
	if (interpreter)
		error_set(err, ERROR_SYS, "cannot run '%s': its interpreter '%s' does not exist", name, interpreter);
	else
		error_set(err, ERROR_SYS, "cannot run '%s': its program loader does not exist", name);
	free(interpreter);
	return -1;
}
