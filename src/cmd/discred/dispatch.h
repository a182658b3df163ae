/* Becoming the program of a command. */
#ifndef DISCRED_DISCRED_DISPATCH_H
#define DISCRED_DISCRED_DISPATCH_H

#include "base/environ.h"
#include "discred/error.h"

/* Becomes the command that argv[0] names, which is none of discred's own parts, or the alias. Returns with err set. */
int discred_dispatch(const struct environ *env, int argc, char **argv, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Becomes discred-complete, with these words for it. Returns with err set. */
int discred_complete(const struct environ *env, int argc, char **argv, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
