/*
 * The parts of `discred profile new`: the questions.
 */
#ifndef DISCRED_CMD_PROFILE_NEW_H
#define DISCRED_CMD_PROFILE_NEW_H

#include "cmd/profile/new_profile.h"
#include "cmd/profile/prompt.h"

/* Asks for all that is not known yet. On ^C and the like ERROR_TEMP. */
int new_ask(struct prompt *prompt, struct new_profile *profile, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Asks how the application shows who it is, if its scopes lead to a token. */
int new_ask_secret(struct prompt *prompt, struct new_profile *profile, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
