/* Commands that have verbs (discred auth login): a table of them. */
#ifndef DISCRED_VERB_H
#define DISCRED_VERB_H

#include "base/environ.h"
#include "discred/error.h"

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

#endif
