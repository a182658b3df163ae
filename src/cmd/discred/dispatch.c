#include "cmd/discred/dispatch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/command.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/ui_options.h"
#include "discred/profile.h"
#include "discred/protocol.h"

static int unknown(const char *name, struct error *err)
{
	error_set(err, ERROR_USAGE, "'%s' is not a discred command", name);
	return error_hint(err, "see 'discred help -a'");
}

/* This program's own path, for an alias that begins with a builtin. */
static char *own_path(void)
{
	char path[4096];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path));

	return len > 0 && (size_t)len < sizeof(path) ? xstrndup(path, (size_t)len) : xstrdup("discred");
}

/*
 * An inner program is told where this one is, and how to speak to the person. It runs under the name `discred`: its
 * messages answer what was typed.
 */
static int become_inner(const struct environ *env, const char *program, const struct strings *options, int argc,
			char **argv, struct error *err)
{
	char *self = own_path();
	struct strings words = STRINGS_INIT;
	int result;

	strings_add(&words, "discred");
	strings_add(&words, self);
	for (size_t i = 0; i < options->count; i++)
		strings_add(&words, options->item[i]);
	for (int i = 0; i < argc; i++)
		strings_add(&words, argv[i]);
	result = command_exec(program, words.item, env, err);
	strings_release(&words);
	free(self);
	return result;
}

static int become_alias(const struct environ *env, int argc, char **argv, struct error *err)
{
	char *program = xasprintf("%s/discred-alias", path_exec_dir(env));
	struct strings options = STRINGS_INIT;
	int result;

	ui_options_words(&options);
	if (access(program, F_OK)) {
		result = unknown(argv[0], err);
		error_hint(err, "no alias was looked up, for '%s' is missing", program);
	} else {
		result = become_inner(env, program, &options, argc, argv, err);
	}
	strings_release(&options);
	free(program);
	return result;
}

/* A program that is not ours does not see the variables that hold the secrets of profiles. */
static int become_foreign(const struct environ *env, const char *path, char *const *argv, struct error *err)
{
	struct environ kept = *env;
	struct strings secret = STRINGS_INIT;
	char **variables;
	int result;

	profile_all_secret_variables(env, &source_table, &secret);
	variables = environ_without(env, &secret);
	kept.all = variables;
	result = command_exec(path, argv, &kept, err);
	free(variables);
	strings_release(&secret);
	return result;
}

static int become_program(const struct environ *env, const char *path, char **words, struct error *err)
{
	struct strings argv = STRINGS_INIT;
	int result = command_argv(command_table, words[0], words + 1, &argv, err);

	if (!result && command_row(command_table, words[0]))
		result = command_exec(path, argv.item, env, err);
	else if (!result)
		result = become_foreign(env, path, argv.item, err);
	strings_release(&argv);
	return result;
}

static bool is_this_program(const char *path)
{
	struct stat there;
	struct stat ours;

	return !stat(path, &there) && !stat("/proc/self/exe", &ours) && there.st_dev == ours.st_dev &&
	       there.st_ino == ours.st_ino;
}

static const struct discred_part *find_part(const char *name)
{
	for (const struct discred_part *part = discred_parts; part->name; part++)
		if (!strcmp(part->name, name))
			return part;
	return NULL;
}

const struct discred_part *discred_part_of(const char *argv0)
{
	const char *slash = strrchr(argv0, '/');
	const char *name = slash ? slash + 1 : argv0;

	if (protocol_of_program(argv0))
		return find_part("token");
	return strncmp(name, "discred-", 8) ? NULL : find_part(name + 8);
}

/* Under the name that it has as a program of its own. */
static int run_part(const struct discred_part *part, const struct environ *env, int argc, char **argv,
		    struct error *err)
{
	static char name[64];

	snprintf(name, sizeof(name), "discred-%s", part->name);
	program_invocation_short_name = argv[0] = name;
	return part->run(argc, argv, env, err);
}

int discred_complete(const struct environ *env, int argc, char **argv, struct error *err)
{
	char *program = xasprintf("%s/discred-complete", path_exec_dir(env));
	const struct strings none = STRINGS_INIT;
	int result = become_inner(env, program, &none, argc, argv, err);

	free(program);
	return result;
}

int discred_dispatch(const struct environ *env, int argc, char **argv, struct error *err)
{
	const struct discred_part *part;
	char *path;
	int result;

	if (!name_valid(argv[0]))
		return unknown(argv[0], err);
	if (command_find(command_table, env, argv[0], &path, err) < 0)
		return err->code == ERROR_NONE ? become_alias(env, argc, argv, err) : -1;
	part = find_part(argv[0]);
	if (part && is_this_program(path))
		result = run_part(part, env, argc, argv, err);
	else
		result = become_program(env, path, argv, err);
	free(path);
	return result;
}
