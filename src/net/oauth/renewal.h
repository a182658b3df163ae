/*
 * Renewing the user's grant: the one transaction that may end a refresh token, and so the one that must not lose its
 * successor.
 *
 * A refusal is remembered (marker.h) until something it depended on changes: what was refused is not asked again.
 *
 * Under the profile's exclusive lock: finish what a killed run left over; look again whether somebody else has renewed;
 * reserve the space for the new grant on disk; hold signals back; ask Discord; write the new grant first of all, then
 * the token. Network trouble touches nothing and leaves a marker. invalid_grant marks the grant refused and keeps it
 * until the next login. A token that could not be renewed may still be alive: it is where it was.
 */
#ifndef DISCRED_RENEWAL_H
#define DISCRED_RENEWAL_H

#include <stdbool.h>
#include <stdint.h>

#include "discred/error.h"
#include "discred/profile.h"
#include "discred/source.h"
#include "discred/store.h"
#include "discred/token.h"
#include "net/http/http.h"
#include "net/oauth/oauth.h"

struct renewal {
	const struct profile *profile;
	const struct environ *env;
	const struct store *store;
	const struct http_settings *http;
	int64_t begun;     /* Unix seconds: when the caller began, who takes what was issued or has failed since */
	int64_t min_valid; /* seconds */
	bool force;        /* renew a fresh token too, and try in spite of a marker */
	int wait_ms;       /* for the lock */
};

/* Fills token (released first) for SOURCE_OK; else err says why. `renewed` tells whether Discord gave it just now. */
enum source_result renewal_run(const struct renewal *renewal, struct token *token, bool *renewed, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * The same for the token of the application's owner (the client credentials grant): asked for with the scope, kept in
 * a slot of its own (source_token.h), and never served as the user's.
 */
enum source_result renewal_owner(const struct renewal *renewal, const char *scope, struct token *token, bool *renewed,
				 struct error *err) __attribute__((nonnull, warn_unused_result));

/* The client's secret for a request: empty for a public client. ERROR_CONFIG. */
int renewal_secret(const struct profile *profile, const struct environ *env, const struct store *store,
		   struct buf *secret, struct error *err) __attribute__((nonnull, warn_unused_result));

/* What an answer of the token endpoint becomes. `now` is when the request was begun. */
void renewal_token(const struct profile *profile, const char *scope_asked, const struct oauth_answer *answer,
		   int64_t now, struct token *token) __attribute__((nonnull));

#endif
