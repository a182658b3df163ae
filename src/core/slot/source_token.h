/*
 * Tokens that a source other than the user's grant keeps: in a slot of its own, `token-SOURCE`, so that none of them is
 * ever served as the user's. With the token stands a line of options, the entry's that it was got by: for other
 * options, another client_id or api_base, it does not serve.
 */
#ifndef DISCRED_CORE_SLOT_SOURCE_TOKEN_H
#define DISCRED_CORE_SLOT_SOURCE_TOKEN_H

#include "discred/error.h"
#include "discred/profile.h"
#include "discred/store.h"
#include "discred/token.h"

/* The token of the application's owner. Its line of options is the scope. */
#define SOURCE_TOKEN_OWNER "client_credentials"

/* ERROR_NONE: there is none that serves. ERROR_CONFIG: others could have touched it. */
int source_token_load(const struct store *store, const struct profile *profile, const char *source, const char *options,
		      struct token *token, struct error *err) __attribute__((nonnull, warn_unused_result));

int source_token_save(const struct store *store, const struct profile *profile, const char *source, const char *options,
		      const struct token *token, struct error *err) __attribute__((nonnull, warn_unused_result));

/*
 * The scope that the application's owner is asked for: the entry's (may be NULL), else the profile's without those that
 * only a user can grant. ERROR_CONFIG when none is left. Owned by the caller.
 */
int source_token_owner_scope(const struct profile *profile, const char *given, char **scope, struct error *err)
    __attribute__((nonnull(1, 3, 4), warn_unused_result));

#endif
