/*
 * A copy of the bot token that is stored in the slot `secret`, so that the next caller needs no discred-auth: slot
 * `token-bot`, in memory or nowhere (store.h). With it stands a stamp of the profile's file and of the slot `secret`:
 * once either has changed, it does not serve.
 */
#ifndef DISCRED_CORE_SLOT_BOT_TOKEN_H
#define DISCRED_CORE_SLOT_BOT_TOKEN_H

#include "discred/buf.h"
#include "discred/error.h"
#include "discred/profile.h"
#include "discred/store.h"
#include "discred/token.h"

/* ERROR_NONE: there is none that serves. ERROR_CONFIG: others could have touched it. */
int bot_token_load(const struct store *store, const struct profile *profile, struct token *token, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Taken before the slot `secret` is read, so that a change meanwhile shows. */
void bot_token_stamp(const struct store *store, const struct profile *profile, struct buf *stamp)
    __attribute__((nonnull));

/*
 * Keeps the copy, unless the stamp is not right any more or somebody else has the profile's lock, which it takes. A
 * failure is ignored: the next caller asks discred-auth again.
 */
void bot_token_keep(const struct store *store, const struct profile *profile, const struct buf *stamp,
		    const struct token *token) __attribute__((nonnull));

/* Under the exclusive lock. A failure is ignored: the copy does not serve once the slot `secret` has changed. */
void bot_token_forget(const struct store *store, const char *profile) __attribute__((nonnull));

#endif
