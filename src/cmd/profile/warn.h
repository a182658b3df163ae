/*
 * Warnings: settings that are valid but will fail, or are probably not what was meant. Found without reading a secret,
 * running a program or asking anybody.
 */
#ifndef DISCRED_CMD_PROFILE_WARN_H
#define DISCRED_CMD_PROFILE_WARN_H

#include "base/environ.h"
#include "base/strings.h"
#include "discred/profile.h"
#include "discred/store.h"

/* Adds "FILE:LINE:COLUMN: warning: TEXT"; what stands nowhere has the file alone. store NULL: there is none. */
void profile_warnings(const struct profile *profile, const struct environ *env, const struct store *store,
		      struct strings *warnings) __attribute__((nonnull(1, 2, 4)));

#endif
