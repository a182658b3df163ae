/*
 * The tokens that were issued, the last ISSUED_TOKENS_MAX of them. Tokens of one grant share its number: an
 * authorization's access and refresh tokens, and everything that was renewed from them.
 */
#ifndef SANDBOX_ISSUED_TOKENS_H
#define SANDBOX_ISSUED_TOKENS_H

#include <stdbool.h>
#include <stdint.h>

#include "cmd/sandbox/fixtures.h"
#include "discred/buf.h"
#include "discred/error.h"

enum { ISSUED_TOKENS_MAX = 4096 };

enum issued_kind { ISSUED_ACCESS, ISSUED_REFRESH };

enum issued_state {
	ISSUED_LIVE,
	ISSUED_ROTATED, /* a refresh token that was used */
	ISSUED_ENDED,
};

struct issued_token {
	struct buf value; /* empty: free */
	enum issued_kind kind;
	enum issued_state state;
	const struct app *app;
	char *scope;
	unsigned long grant;
	int64_t expires; /* 0: never */
};

struct issued_tokens {
	struct issued_token *item;
	size_t next;
	unsigned long grants;
};

void issued_tokens_init(struct issued_tokens *tokens) __attribute__((nonnull));
void issued_tokens_release(struct issued_tokens *tokens) __attribute__((nonnull));

/* A number for a new grant. */
unsigned long issued_tokens_grant(struct issued_tokens *tokens) __attribute__((nonnull, warn_unused_result));

/* What is to be issued. */
struct issue {
	enum issued_kind kind;
	const struct app *app;
	const char *scope;
	unsigned long grant;
	int64_t expires;
	size_t length; /* of the token, in characters */
};

/* Makes a random token, which is known until ISSUED_TOKENS_MAX more were made. ERROR_SYS. */
int issued_tokens_issue(struct issued_tokens *tokens, const struct issue *issue, const struct issued_token **issued,
			struct error *err) __attribute__((nonnull, warn_unused_result));

/* Whatever its state; NULL when it is not known. */
struct issued_token *issued_tokens_find(struct issued_tokens *tokens, const char *value, size_t len)
    __attribute__((nonnull, warn_unused_result));

bool issued_token_alive(const struct issued_token *issued, int64_t now) __attribute__((nonnull, warn_unused_result));

/* Ends the tokens of one grant, of one application (the sandbox has one user), or all (app is NULL). */
void issued_tokens_end_grant(struct issued_tokens *tokens, unsigned long grant) __attribute__((nonnull));
void issued_tokens_end_app(struct issued_tokens *tokens, const struct app *app) __attribute__((nonnull(1)));

/* Makes every access token expire. */
void issued_tokens_expire(struct issued_tokens *tokens, int64_t now) __attribute__((nonnull));

/* Whether the user has authorized the application for all these scopes. */
bool issued_tokens_authorized(const struct issued_tokens *tokens, const struct app *app, const char *scopes)
    __attribute__((nonnull, warn_unused_result));

#endif
