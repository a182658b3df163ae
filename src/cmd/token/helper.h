/* The credential helpers (protocol.h): discred token under another name. */
#ifndef DISCRED_TOKEN_HELPER_H
#define DISCRED_TOKEN_HELPER_H

#include "base/environ.h"
#include "discred/error.h"
#include "discred/protocol.h"

/* Answers a program that speaks the helper's protocol. A failure that the asker reads on stdout ends the program. */
int token_helper(const struct protocol *helper, int argc, char **argv, const struct environ *env, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
