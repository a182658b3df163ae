/* The help that our own programs print: what they would parse, told by the tables that they parse it with. */
#ifndef DISCRED_COMPLETE_HELP_H
#define DISCRED_COMPLETE_HELP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/environ.h"
#include "base/strings.h"

struct help_option {
	char letter; /* 0: no short form */
	char *name;
	char *argument; /* what its value is called, NULL: a flag */
	bool may_omit;  /* its value */
	bool repeats;
	char *text;
};

struct help_argument {
	char *name;
	bool optional;
	bool repeats;
	char *instead; /* the option, without dashes, that takes its place; NULL: none */
};

struct help {
	struct help_option *options;
	size_t option_count;
	struct strings verbs;
	struct strings verb_texts;
	struct help_argument *arguments;
	size_t argument_count;
	bool has_verbs;
	bool command; /* "-- COMMAND" ends the usage */
};

#define HELP_INIT                                                                                                      \
	{                                                                                                              \
		.options = NULL, .arguments = NULL                                                                     \
	}

/* Runs `PROGRAM [VERB] --help`; empty when that did not work. `verb` may be NULL. */
void help_ask(const struct environ *env, const char *program, const char *verb, struct help *help)
    __attribute__((nonnull(1, 2, 4)));
void help_release(struct help *help) __attribute__((nonnull));

/* By its long name or, as getopt_long has it, the beginning of one; NULL: none, or several. */
const struct help_option *help_find(const struct help *help, const char *name, size_t len)
    __attribute__((nonnull, warn_unused_result));
const struct help_option *help_find_letter(const struct help *help, char letter)
    __attribute__((nonnull, warn_unused_result));

#endif
