/* What the renewals of the user's grant and of the owner's token share. */
#ifndef DISCRED_NET_OAUTH_RENEWAL_INTERNAL_H
#define DISCRED_NET_OAUTH_RENEWAL_INTERNAL_H

#include "core/slot/backoff.h"
#include "net/oauth/renewal.h"

/*
 * Whether what is remembered answers this caller; err is that answer then. `alive`: an access token that came of the
 * grant lives.
 */
bool renewal_remembered(const struct renewal *renewal, const struct backoff_key *key, bool alive,
			struct backoff *backoff, struct error *err) __attribute__((nonnull, warn_unused_result));

/*
 * Remembers that a request failed, which was begun at `begun_ms` (clock_ms). What failed in this machine alone is not
 * remembered. backoff is what was known before, and what is stored afterwards.
 */
void renewal_remember(const struct renewal *renewal, const struct store_hold *hold, const struct backoff_key *key,
		      const struct oauth_refusal *refusal, int64_t begun_ms, const struct error *err,
		      struct backoff *backoff) __attribute__((nonnull));

/* The client's secret. A command that fails answers those who wait for it, and nobody runs it again for 5 s. */
int renewal_resolve_secret(const struct renewal *renewal, const struct store_hold *hold, const struct backoff_key *key,
			   struct backoff *backoff, struct buf *secret, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* A token that has enough left, or was issued since the caller began: then no more is to be had. */
bool renewal_suffices(const struct renewal *renewal, const struct token *token)
    __attribute__((nonnull, warn_unused_result));

/* A living token is not given up for one that would not live as long as is demanded either. ERROR_TEMP. */
bool renewal_in_vain(const struct renewal *renewal, const struct token *token, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
