/* The parts of the dispatcher. */
#ifndef DISCRED_CMD_DISCRED_H
#define DISCRED_CMD_DISCRED_H

#include <stdio.h>

#include "base/environ.h"
#include "discred/error.h"

/* Becomes the command that argv[0] names, or the alias; returns only for `help` done, or with err set. */
int discred_dispatch(const struct environ *env, int argc, char **argv, struct error *err)
    __attribute__((nonnull, warn_unused_result));

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
