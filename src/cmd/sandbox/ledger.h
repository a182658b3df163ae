/*
 * The tokens that were issued, the last LEDGER of them. Tokens of one grant share its number: an authorization's access
 * and refresh tokens, and everything that was renewed from them.
 */
#ifndef SANDBOX_LEDGER_H
#define SANDBOX_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "cmd/sandbox/world.h"
#include "discred/buf.h"
#include "discred/error.h"

enum { LEDGER = 4096 };

enum entry_kind { ENTRY_ACCESS, ENTRY_REFRESH };

enum entry_state {
	ENTRY_LIVE,
	ENTRY_ROTATED, /* a refresh token that was used */
	ENTRY_ENDED,
};

struct entry {
	struct buf value; /* empty: free */
	enum entry_kind kind;
	enum entry_state state;
	const struct app *app;
	char *scope;
	unsigned long grant;
	int64_t expires; /* 0: never */
};

struct ledger {
	struct entry *entry;
	size_t next;
	unsigned long grants;
};

void ledger_init(struct ledger *ledger) __attribute__((nonnull));
void ledger_release(struct ledger *ledger) __attribute__((nonnull));

/* A number for a new grant. */
unsigned long ledger_grant(struct ledger *ledger) __attribute__((nonnull, warn_unused_result));

/* What is to be issued. */
struct issue {
	enum entry_kind kind;
	const struct app *app;
	const char *scope;
	unsigned long grant;
	int64_t expires;
	size_t length; /* of the token, in characters */
};

/* Draws a token; it is valid until the LEDGER-th after it. ERROR_SYS. */
int ledger_issue(struct ledger *ledger, const struct issue *issue, const struct entry **entry, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Whatever its state; NULL when it is not known. */
struct entry *ledger_find(struct ledger *ledger, const char *value, size_t len)
    __attribute__((nonnull, warn_unused_result));

bool entry_alive(const struct entry *entry, int64_t now) __attribute__((nonnull, warn_unused_result));

/* Ends the tokens of one grant, of one application (the sandbox has one user), or all (app is NULL). */
void ledger_end_grant(struct ledger *ledger, unsigned long grant) __attribute__((nonnull));
void ledger_end_app(struct ledger *ledger, const struct app *app) __attribute__((nonnull(1)));

/* Makes every access token expire. */
void ledger_expire(struct ledger *ledger, int64_t now) __attribute__((nonnull));

/* Whether the user has authorized the application for all these scopes. */
bool ledger_authorized(const struct ledger *ledger, const struct app *app, const char *scopes)
    __attribute__((nonnull, warn_unused_result));

#endif
