/* discred-run, which is a part of the program discred. */
#ifndef DISCRED_CMD_RUN_MAIN_H
#define DISCRED_CMD_RUN_MAIN_H

#include "base/environ.h"
#include "discred/error.h"

/* Called by cmd_main(), and returns as it does (discred/main.h). */
int run_main(int argc, char **argv, const struct environ *env, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
