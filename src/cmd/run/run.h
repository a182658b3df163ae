/* The parts of discred-run. */
#ifndef DISCRED_CMD_RUN_H
#define DISCRED_CMD_RUN_H

#include "base/environ.h"
#include "discred/error.h"
#include "discred/profile.h"
#include "discred/token.h"

/*
 * The environment of the command: ours without the variables that hold the profile's secrets, with the token, and with
 * DISCRED_RUN, the names that tokens were put under, with commas between them.
 */
struct run_variables {
	char **all;
	struct buf token;  /* NAME=TOKEN */
	struct buf marker; /* DISCRED_RUN=NAMES */
};

#define RUN_VARIABLES_INIT                                                                                             \
	{                                                                                                              \
		.all = NULL, .token = BUF_INIT(BUF_TOKEN_MAX + 4096), .marker = BUF_INIT(BUF_TOKEN_MAX)                \
	}

/* `name` may be NULL: the usual one. One that `discred run` has put a token under already: ERROR_USAGE. */
int run_variables_make(const struct profile *profile, const struct environ *env, const char *name,
		       const struct token *token, struct run_variables *variables, struct error *err)
    __attribute__((nonnull(1, 2, 4, 5, 6), warn_unused_result));
void run_variables_release(struct run_variables *variables) __attribute__((nonnull));

#endif
