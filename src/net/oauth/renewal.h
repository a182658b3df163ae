/*
 * Renewing the user's grant: the one transaction that may end a refresh token, and so the one that must not lose its
 * successor.
 *
 * Under the profile's exclusive lock: finish what a killed run left over; look again whether somebody else has renewed;
 * ask backoff.h whether the request is due; resolve the secret; reserve the space for the new grant on disk; connect.
 * Before the first byte leaves: hold signals, and store that the grant is uncertain. As soon as a complete refresh
 * token has come it is written into the reserved space; then it becomes the grant, and the token is stored.
 *
 * A refresh token is sent once. Without a definite answer (a 5xx, a cut, a timeout) the grant stays uncertain and is
 * not sent while an access token of it lives. After that there is nothing to lose: it is sent until there is a definite
 * answer. A token that could not be renewed may still be alive: it is where it was.
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

/* On whose behalf. */
enum renewal_why {
	RENEWAL_CALL,   /* a program wants a token */
	RENEWAL_PERSON, /* `auth refresh PROFILE`: asks in spite of a pause */
	RENEWAL_ALL,    /* `auth refresh --all`: skips what was refused within a day */
};

/* How far the request came, for who makes many of them. */
struct renewal_contact {
	void (*connecting)(void *data); /* nothing is missing but the server */
	void (*sending)(void *data);    /* it was reached */
	void *data;
	bool unreached;    /* set when it could not be */
	unsigned refusals; /* counts the answers of 401, which lead to Discord's ban */
};

struct renewal {
	const struct profile *profile;
	const struct environ *env;
	const struct store *store;
	const struct http_settings *http;
	int64_t begun;     /* Unix seconds: start of the call; a newer token or failure is its result */
	int64_t min_valid; /* seconds */
	bool exact;        /* min_valid is demanded, not a default */
	enum renewal_why why;
	bool force;                      /* renew a fresh token too, and ask whatever is remembered */
	struct renewal_contact *contact; /* NULL: nobody wants to know */
	int wait_ms;                     /* for the lock */
	int go_ahead; /* a pipe with one byte, which is taken before anything is sent; -1: none is needed */
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

#endif
