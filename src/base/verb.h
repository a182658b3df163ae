/* Commands that have verbs (discred auth login): a table of verbs, and the simple command line that most of them have.
 */
#ifndef DISCRED_VERB_H
#define DISCRED_VERB_H

#include "base/environ.h"
#include "discred/error.h"

struct opt_spec;

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
