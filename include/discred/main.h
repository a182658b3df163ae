/*
 * What every program of discred has in common before its own work begins.
 *
 * main() opens descriptors 0 to 2 if they are closed, and goes no further where it can't, restores the defaults of
 * SIGPIPE and SIGCHLD, forbids core dumps and tracing by other processes of the user (PR_SET_DUMPABLE: of this process
 * alone, programs that it runs or becomes are as they would be without it), reads the environment, calls cmd_main and
 * flushes stdout: output that could not be written is an error, so that "no space left" never looks like an answer.
 * Files are created with modes of their own, not by way of a umask. A program that is given --version alone prints its
 * name and version, and that is all.
 */
#ifndef DISCRED_MAIN_H
#define DISCRED_MAIN_H

#include "base/environ.h"
#include "discred/error.h"

/* Each program supplies this. Returns 0, or -1 with err set: main reports it and exits with its code. */
int cmd_main(int argc, char **argv, const struct environ *env, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* One of a command's verbs, for a table that ends with a NULL name. */
struct verb {
	const char *name;
	int (*run)(int argc, char **argv, const struct environ *env, struct error *err);
	const char *usage;   /* after the command's name */
	const char *summary; /* one line */
};

/*
 * Runs the verb that argv[1] names, or the first word after common options (opt.h); prints the command's help for
 * --help. None: the help on stderr, and ERROR_USAGE. Unknown: ERROR_USAGE, with the nearest verb named.
 */
int verb_run(const char *command, const char *summary, const struct verb *verbs, int argc, char **argv,
	     const struct environ *env, struct error *err) __attribute__((nonnull, warn_unused_result));

struct opt_spec;

/* The command line of a verb, or program, whose options are flags, and which takes one argument at most. */
struct verb_line {
	const char *usage; /* "discred CMD VERB [OPTIONS] [PROFILE]" */
	const char *summary;
	const struct opt_spec *flags; /* NULL: none but the common ones */
};

#define VERB_FLAG(id) (1U << (id))

/*
 * Reads all of it. Returns 1 to go on, with VERB_FLAG(id) of each flag that was given, and the argument (NULL: none was
 * given); 0 when the help was asked for and printed; -1 and ERROR_USAGE. `flags` and `argument` may be NULL where there
 * are none.
 */
int verb_parse(const struct verb_line *line, int argc, char **argv, unsigned *flags, const char **argument,
	       struct error *err) __attribute__((nonnull(1, 3, 6), warn_unused_result));

#endif
