/* What the renewals of the user's grant and of the owner's token share. */
#ifndef DISCRED_NET_RENEWAL_INSIDE_H
#define DISCRED_NET_RENEWAL_INSIDE_H

#include "core/slot/marker.h"
#include "core/stack/grant.h"
#include "net/oauth/renewal.h"

/* Leaves the marker of a request that failed: a considered refusal lasts, anything else has its time. */
void renewal_remember(const struct renewal *renewal, const struct store_hold *hold, const struct attempt *attempt,
		      const struct oauth_refusal *refusal, const struct error *err) __attribute__((nonnull));

/* What is remembered of such an attempt: with MARKER_HOLDS err says what. Forced, nothing holds. */
enum marker_verdict renewal_recall(const struct renewal *renewal, const struct attempt *attempt, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* A token that has enough left, or was issued since the caller began: then no more is to be had. */
bool renewal_suffices(const struct renewal *renewal, const struct token *token)
    __attribute__((nonnull, warn_unused_result));

/*
 * Stores the new grant: before anything else is done, even if nothing else of the answer is usable. What goes wrong is
 * warned about.
 */
int renewal_keep_grant(const struct renewal *renewal, struct store_draft *draft, const struct grant *old,
		       struct oauth_answer *answer) __attribute__((nonnull, warn_unused_result));

/* Fills the token from a whole answer, and stores it; where it can't be stored, that is warned about. */
void renewal_keep_token(const struct renewal *renewal, const struct grant *grant, const struct oauth_answer *answer,
			int64_t now, struct token *token) __attribute__((nonnull));

#endif
