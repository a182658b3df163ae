/*
 * Whether a Bearer token still stands for an authorization. GET /oauth2/@me says so: it needs no scope, while other
 * routes answer 401 to a good token too (those for bots do).
 */
#ifndef DISCRED_NET_OAUTH_AUTHORIZATION_H
#define DISCRED_NET_OAUTH_AUTHORIZATION_H

#include "core/output/json.h"
#include "discred/error.h"
#include "discred/profile.h"
#include "discred/source.h"
#include "discred/store.h"
#include "discred/token.h"
#include "net/http/http.h"

enum authorization {
	AUTHORIZATION_UNKNOWN, /* no answer of the API: not reached, a proxy's page, a server that fails */
	AUTHORIZATION_GOOD,
	AUTHORIZATION_ENDED, /* the API refuses the token */
};

/*
 * Asks once, and does not wait for long. `about` (may be NULL) gets the answer's object, the caller's, NULL when there
 * was none. err says why it is not GOOD.
 */
enum authorization authorization_ask(const struct http_settings *http, const struct token *token, json_t **about,
				     struct error *err) __attribute__((nonnull(1, 2, 4), warn_unused_result));

/*
 * Marks a token that the API has refused, in the words of reason, wherever it is stored (slot_refuse_token). A failure
 * is warned about.
 */
void authorization_ended(const struct profile *profile, const struct environ *env, const struct token *token,
			 const struct error *reason) __attribute__((nonnull));

/* The next step for a Bearer token of that source which the API has refused. Returns -1. */
int authorization_hint(enum authorization state, const struct profile *profile, const struct source *source,
		       struct error *err) __attribute__((nonnull));

#endif
