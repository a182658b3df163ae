/* What the renewals of the user's grant and of the owner's token share. */
#ifndef DISCRED_NET_RENEWAL_INSIDE_H
#define DISCRED_NET_RENEWAL_INSIDE_H

#include "discred/marker.h"
#include "discred/renewal.h"

/* Leaves the marker of a request that failed: a considered refusal lasts, anything else has its time. */
void renewal_remember(const struct renewal *renewal, const struct store_hold *hold, const struct attempt *attempt,
		      const struct oauth_refusal *refusal, const struct error *err) __attribute__((nonnull));

/* What the caller gets when asking has failed: the stored token if it is still alive, or the failure. */
enum source_result renewal_fall_back(const struct renewal *renewal, struct token *stored, struct token *token,
				     const struct error *err) __attribute__((nonnull));

#endif
