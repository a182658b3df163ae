/* discred-token, which is a part of the program discred. */
#ifndef DISCRED_CMD_TOKEN_MAIN_H
#define DISCRED_CMD_TOKEN_MAIN_H

#include "base/environ.h"
#include "discred/error.h"

/* Called by cmd_main(), and returns as it does (discred/main.h). */
int token_main(int argc, char **argv, const struct environ *env, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
