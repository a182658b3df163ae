#include "cmd/discred/discred.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/command.h"
#include "base/memory.h"
#include "base/opt.h"
#include "base/path.h"
#include "base/ui_options.h"
#include "discred/main.h"

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

static int become_complete(const struct environ *env, int argc, char **argv, struct error *err)
{
	char *program = xasprintf("%s/discred-complete", path_exec_dir(env));
	const struct strings none = STRINGS_INIT;
	int result = become_inner(env, program, &none, argc, argv, err);

	free(program);
	return result;
}

static int become_program(const struct environ *env, const char *path, char **words, struct error *err)
{
	struct strings argv = STRINGS_INIT;
	int result = command_argv(command_table, words[0], words + 1, &argv, err);

	if (!result)
		result = command_exec(path, argv.item, env, err);
	strings_release(&argv);
	return result;
}

int discred_dispatch(const struct environ *env, int argc, char **argv, struct error *err)
{
	const struct command *row = command_row(command_table, argv[0]);
	char *path;
	int result;

	if (row && row->kind == COMMAND_BUILTIN)
		return discred_help(env, argc, argv, err);
	if (!name_valid(argv[0]))
		return unknown(argv[0], err);
	if (command_find(command_table, env, argv[0], &path, err) < 0)
		return err->code == ERROR_NONE ? become_alias(env, argc, argv, err) : -1;
	result = become_program(env, path, argv, err);
	free(path);
	return result;
}

static int unknown_option(const char *option, struct error *err)
{
	const char *names[8];
	const char *nearest;
	char word[64];
	size_t count = 0;

	snprintf(word, sizeof(word), "%.*s", (int)strcspn(option, "="), option);
	while (count < discred_option_count && count < ARRAY_LEN(names)) {
		names[count] = discred_options[count].name;
		count++;
	}
	nearest = strings_nearest(names, count, word);
	error_set(err, ERROR_USAGE, "option '%s' is not known", word);
	return nearest ? error_hint(err, "did you mean '%s'?", nearest) : -1;
}

static int set_exec_path(struct environ *env, const char *dir, struct error *err)
{
	if (*dir != '/')
		return error_set(err, ERROR_USAGE, "the exec path '%s' is not absolute", dir);
	if (strchr(dir, ':'))
		return error_set(err, ERROR_USAGE, "the exec path '%s' has a colon, which PATH cannot hold", dir);
	env->exec_path = dir;
	return 0;
}

/* The options that only print; false for another one. */
static bool print_fact(const struct environ *env, const char *option)
{
	if (!strcmp(option, "--version"))
		puts("discred " DISCRED_VERSION);
	else if (!strcmp(option, "--exec-path"))
		puts(path_exec_dir(env));
	else if (!strcmp(option, "--list-commands"))
		discred_list_commands(env);
	else
		return false;
	return true;
}

int cmd_main(int argc, char **argv, const struct environ *env, struct error *err)
{
	static const char exec_path[] = "--exec-path=";
	struct environ chosen = *env;
	int taken = 1;

	for (argc--, argv++; argc && argv[0][0] == '-'; argc -= taken, argv += taken) {
		taken = opt_take_common(argc, argv, err);
		if (taken < 0)
			return -1;
		if (taken)
			continue;
		taken = 1;
		if (!strcmp(argv[0], "--help") || !strcmp(argv[0], "-h"))
			return discred_help(&chosen, argc, argv, err);
		if (print_fact(&chosen, argv[0]))
			return 0;
		/* For completions/ alone, so the help has no line for it. */
		if (!strcmp(argv[0], "--complete"))
			return become_complete(&chosen, argc - 1, argv + 1, err);
		if (strncmp(argv[0], exec_path, sizeof(exec_path) - 1))
			return unknown_option(argv[0], err);
		if (set_exec_path(&chosen, argv[0] + sizeof(exec_path) - 1, err) < 0)
			return -1;
	}
	if (argc)
		return discred_dispatch(&chosen, argc, argv, err);
	discred_print_help(stderr);
	error_set(err, ERROR_USAGE, "no command was given");
	return error_hint(err, "choose one of these");
}
