/* discred's own options, its list of commands, and the way to the manual. */
#ifndef DISCRED_DISCRED_HELP_H
#define DISCRED_DISCRED_HELP_H

#include <stdio.h>

#include "base/environ.h"
#include "discred/error.h"

/* `discred help [-a] [NAME]`; argv[0] is skipped. */
int discred_help(const struct environ *env, int argc, char **argv, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* The usage, the commands of the table and the options. */
void discred_print_help(FILE *out) __attribute__((nonnull));

/* The names of all commands, one a line: ours, then the others. */
void discred_list_commands(const struct environ *env) __attribute__((nonnull));

/* discred's own options, for the help and for naming the one that was meant. */
struct discred_option {
	const char *name;
	const char *argument; /* as the help shows it */
	const char *help;
};
extern const struct discred_option discred_options[];
extern const size_t discred_option_count;

#endif
