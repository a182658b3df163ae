/*
 * OAuth2 as Discord serves it (RFC 6749, RFC 7636, RFC 7009; discord.com/developers/docs/topics/oauth2): the authorize
 * URL, and the requests to the token and revocation endpoints under api_base.
 *
 * Client authentication: a confidential client sends HTTP Basic, a public client its client_id in the body and no
 * Authorization header.
 */
#ifndef DISCRED_OAUTH_H
#define DISCRED_OAUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "discred/buf.h"
#include "discred/error.h"
#include "discred/profile.h"
#include "net/http/http.h"

/* `role_connections.write` refuses PKCE; every other scope is asked for with it. */
bool oauth_uses_pkce(const struct profile *profile) __attribute__((nonnull, warn_unused_result));

/*
 * Appends the authorize URL of the code grant. authorize_url may have a query already; a fragment is cut off. With
 * `bot` among the scopes come permissions and guild_id. challenge is NULL where there is no PKCE. ERROR_BUG if it does
 * not fit.
 */
int oauth_authorize_url(const struct profile *profile, const char *redirect_uri, const struct buf *state,
			const struct buf *challenge, struct buf *url, struct error *err)
    __attribute__((nonnull(1, 2, 3, 5, 6), warn_unused_result));

/* Who asks: the profile, its secret (empty for a public client), and how to reach the server. */
struct oauth_client {
	const struct profile *profile;
	const struct buf *secret;
	const struct http_settings *http;
};

/* A successful answer of the token endpoint (RFC 6749 section 5.1). Unknown members were ignored. */
struct oauth_answer {
	struct buf access_token;
	struct buf refresh_token; /* empty when there was none */
	char *scope;              /* as granted; the profile's when the server left it out */
	bool scope_named;         /* the server did not leave it out */
	int64_t expires_in;       /* seconds; 0 when the server left it out, at least 1 otherwise */
	struct buf guild;         /* the `guild` and `webhook` objects as compact JSON, empty when there were none */
	struct buf webhook;
};

enum {
	OAUTH_LIFETIME_MAX = 10 * 365 * 86400, /* a longer one is taken for this */
	OAUTH_SCOPE_MAX = 16 * 1024,           /* a longer one counts as left out */
	OAUTH_EXTRA_MAX = 96 * 1024,           /* of guild and of webhook; what does not fit keeps its plain members */
};

void oauth_answer_init(struct oauth_answer *answer) __attribute__((nonnull));
void oauth_answer_release(struct oauth_answer *answer) __attribute__((nonnull));

/*
 * Reads the body of a successful answer; scope_asked stands in for a scope that is left out. Each member is read by
 * itself, so that an odd one, or a body that was cut off, costs no other; of a name that is there twice the last
 * counts.
 *
 * ERROR_TEMP, saying what is wrong with it, when it is no token answer: no object, one that is not whole, a member
 * missing or of a wrong type, a token that could not stand in a header, a token type that is not Bearer. Never a word
 * of the body itself. A usable refresh_token is in answer all the same, and no more than its scope with it: the one before
 * it has ended, whatever else is wrong.
 */
int oauth_answer_parse(const struct buf *body, const char *scope_asked, struct oauth_answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Whether the bytes hold a whole JSON object, odd as its members may be. */
bool oauth_answer_whole(const struct buf *body) __attribute__((nonnull, warn_unused_result));

/* Why a token request failed, where the caller must act on it. */
struct oauth_refusal {
	char reason[HTTP_REASON_SIZE]; /* the OAuth2 error word, "" when there was none */
	int status;                    /* of the reply; 0: there was none */
	int64_t retry_after_ms;        /* -1: the server named none */
	bool considered; /* the API itself has looked at the request and said no: no proxy's page, no 5xx */
	bool uncertain;  /* sent, but no usable answer: code or refresh token may be used up, its successor lost */
	bool unsent;     /* the network failed before it was sent */
	bool local;      /* ... in this machine, or before anything was tried */
};

/* Who must know of a request that ends what it sends. */
struct oauth_once {
	/* Before the first byte leaves, and so once more after a 429. -1 with err set: it is not sent. */
	int (*sending)(void *data, struct error *err);
	/* Once, as soon as a complete refresh_token is there: to be stored before anything else is done. */
	void (*received)(void *data, const struct oauth_answer *answer);
	void *data;
};

/* How long the answer to such a request is waited for, once it was sent. */
enum { OAUTH_ANSWER_MS = 180 * 1000 };

/*
 * Each fills answer (released first), or returns -1: err as http_error() says it, with what to do in this profile, and
 * refusal. A code and a refresh token are sent once: what comes of it other than a definite answer (5xx, a cut, a
 * timeout, a 200 without a refresh token that could be stored) is `uncertain`. With a refresh_token in answer it is
 * not, whatever err says.
 */
int oauth_exchange(const struct oauth_client *client, const struct buf *code, const char *redirect_uri,
		   const struct buf *verifier, const struct oauth_once *once, struct oauth_answer *answer,
		   struct oauth_refusal *refusal, struct error *err)
    __attribute__((nonnull(1, 2, 3, 5, 6, 7, 8), warn_unused_result));
int oauth_refresh(const struct oauth_client *client, const struct buf *refresh_token, const struct oauth_once *once,
		  struct oauth_answer *answer, struct oauth_refusal *refusal, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* For the application's owner (RFC 6749 section 4.4); no refresh token comes of it. */
int oauth_client_credentials(const struct oauth_client *client, const char *scope, struct oauth_answer *answer,
			     struct oauth_refusal *refusal, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* RFC 7009: hint is "access_token" or "refresh_token". A token that is not known any more counts as revoked. */
int oauth_revoke(const struct oauth_client *client, const struct buf *token, const char *hint, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
