/*
 * discred run: becomes another program, with a token in its environment. It does not wait for it: signals, the terminal
 * and the exit status are that program's own.
 */
#include "cmd/run/main.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/command.h"
#include "base/memory.h"
#include "base/opt.h"
#include "base/path.h"
#include "cmd/run/run.h"
#include "core/slot/handover.h"

/* What shells say of a command that can't be run, or is not there. */
enum { EXIT_CANNOT_RUN = 126, EXIT_NOT_FOUND = 127 };

struct options {
	const char *profile;
	const char *variable; /* NULL: the usual one */
	char **command;
	long min_valid; /* -1: the profile's */
};

static const struct opt_spec specs[] = {
    OPT_TEXT(0, "name", "NAME", struct options, variable,
	     "what the variable is called (DISCORD_ACCESS_TOKEN, or DISCORD_TOKEN for a bot's)"),
    OPT_NUMBER(0, "min-valid", "SECONDS", 0, 604800, struct options, min_valid,
	       "demand a token with that much time left"),
    OPT_SPEC_END,
};

static const struct opt_line line = {
    .usage = "discred run [OPTIONS] [PROFILE] -- COMMAND [ARGUMENT...]",
    .summary = "Runs a command with a current token in its environment.",
    .specs = specs,
};

/* The command is everything after the first "--": its options are none of ours. */
static int parse(int argc, char **argv, struct options *options, struct error *err)
{
	int own = 1;
	int result;

	*options = (struct options){.min_valid = -1};
	while (own < argc && strcmp(argv[own], "--") != 0)
		own++;
	options->command = own < argc ? argv + own + 1 : argv + argc;
	result = opt_parse_one(&line, own, argv, options, &options->profile, err);
	if (result <= 0)
		return result;
	if (options->variable && !environ_name_valid(options->variable))
		return error_set(err, ERROR_USAGE, "'%s' cannot be the name of a variable", options->variable);
	if (options->variable && environ_name_obeyed(options->variable)) {
		error_set(err, ERROR_USAGE, "'%s' means something to shells or the program loader", options->variable);
		return error_hint(err, "choose another name");
	}
	if (!*options->command) {
		error_set(err, ERROR_USAGE, "no command was given");
		return error_hint(err, "put it behind two dashes: discred run PROFILE -- COMMAND");
	}
	return 1;
}

static int get_token(const struct options *options, const struct profile *profile, const struct environ *env,
		     struct token *token, struct error *err)
{
	struct source_context context = handover_context(profile, &store_table, env, clock_now(), options->min_valid);
	struct stack_report report = STACK_REPORT_INIT;
	int result = handover_walk(&context, clock_ms, token, &report, err);

	stack_report_release(&report);
	return result;
}

/* Returns only when the program did not become the command; 0: it could not, and err says why. */
static int become(const struct options *options, const struct environ *env, const char *path, struct error *err)
{
	struct run_variables variables = RUN_VARIABLES_INIT;
	struct token token = TOKEN_INIT;
	struct profile profile;
	int result;

	if (profile_open(&profile, options->profile, env, &source_table, stderr, err) < 0)
		return -1;
	result = get_token(options, &profile, env, &token, err);
	if (!result)
		result = run_variables_make(&profile, env, options->variable, &token, &variables, err);
	profile_release(&profile);
	token_release(&token);
	if (!result)
		(void)!command_become(path, options->command, variables.all, err);
	run_variables_release(&variables);
	return result;
}

/* NULL when it is not there, or is there and can't be run: then err says so. */
static char *find(const struct environ *env, const char *name, struct error *err)
{
	char *path = strchr(name, '/') ? xstrdup(name) : path_find_program(env, name);
	struct strings dirs = STRINGS_INIT;

	if (path && !access(path, X_OK))
		return path;
	if (path) {
		error_set(err, errno == ENOENT || errno == ENOTDIR ? ERROR_NONE : ERROR_SYS, "cannot run '%s': %s",
			  path, strerror(errno));
		free(path);
		return NULL;
	}
	error_set(err, ERROR_NONE, "no program '%s' on the PATH", name);
	error_hint(err, "see what is on it with 'echo \"$PATH\"'");
	path_search_dirs(env, &dirs);
	for (size_t i = 0; i < dirs.count && err->code == ERROR_NONE; i++) {
		path = xasprintf("%s/%s", dirs.item[i], name);
		if (*name && !access(path, F_OK))
			error_set(err, ERROR_SYS, "'%s' is no program that you can run", path);
		free(path);
	}
	strings_release(&dirs);
	return NULL;
}

static void fail(const struct error *err)
{
	error_report(stderr, program_invocation_short_name, err);
	exit(err->code == ERROR_NONE ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN);
}

int run_main(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct options options;
	char *path;
	int result = parse(argc, argv, &options, err);

	if (result <= 0)
		return result;
	path = find(env, options.command[0], err);
	if (!path)
		fail(err);
	result = become(&options, env, path, err);
	free(path);
	if (!result)
		fail(err);
	return -1;
}
