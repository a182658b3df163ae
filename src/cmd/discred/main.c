/*
 * discred: finds the program of a command and executes it. The most used commands are built in: called by such a
 * command's name, discred runs that command.
 */
#include <stdio.h>
#include <string.h>

#include "base/command.h"
#include "base/memory.h"
#include "base/opt.h"
#include "base/path.h"
#include "cmd/discred/dispatch.h"
#include "cmd/discred/help.h"
#include "discred/main.h"

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

static void print_version(void)
{
	puts("discred " DISCRED_VERSION DISCRED_COMMIT);
	puts("built with " DISCRED_LIBRARIES);
}

/* The options that only print; false for another one. */
static bool print_fact(const struct environ *env, const char *option)
{
	if (!strcmp(option, "--version") || !strcmp(option, "-V"))
		print_version();
	else if (!strcmp(option, "--exec-path"))
		puts(path_exec_dir(env));
	else if (!strcmp(option, "--list-commands"))
		discred_list_commands(env);
	else
		return false;
	return true;
}

static int run(const struct environ *env, int argc, char **argv, struct error *err)
{
	const struct command *row = command_row(command_table, argv[0]);

	if (argc == 1 && !strcmp(argv[0], "version")) {
		print_version();
		return 0;
	}
	if (row && row->kind == COMMAND_BUILTIN)
		return discred_help(env, argc, argv, err);
	return discred_dispatch(env, argc, argv, err);
}

int cmd_main(int argc, char **argv, const struct environ *env, struct error *err)
{
	static const char exec_path[] = "--exec-path=";
	const struct discred_part *part = discred_part_of(argv[0]);
	struct environ chosen = *env;
	int taken = 1;

	if (part)
		return part->run(argc, argv, env, err);
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
			return discred_complete(&chosen, argc - 1, argv + 1, err);
		if (strncmp(argv[0], exec_path, sizeof(exec_path) - 1))
			return unknown_option(argv[0], err);
		if (set_exec_path(&chosen, argv[0] + sizeof(exec_path) - 1, err) < 0)
			return -1;
	}
	if (argc)
		return run(&chosen, argc, argv, err);
	discred_print_help(stderr);
	error_set(err, ERROR_USAGE, "no command was given");
	return error_hint(err, "choose one of these");
}
