/*
 * An access token, and what is known of it.
 *
 * Invariants of a whole token: secret is not empty and holds only visible ASCII (it goes into a header); expires is 0
 * for a token that has no end. Times are Unix seconds. A token of another client_id or api_base than the profile's is
 * stale, whatever its expiry.
 */
#ifndef DISCRED_TOKEN_H
#define DISCRED_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "discred/buf.h"
#include "discred/error.h"
#include "discred/record.h"

enum token_type { TOKEN_BEARER, TOKEN_BOT };

struct token {
	struct buf secret;
	enum token_type type;
	char *scope_asked; /* space-separated, as asked for at login; "" when unknown */
	char *scope;       /* as granted (RFC 6749 section 5.1: may differ from what was asked) */
	int64_t issued;
	int64_t expires;
	char *client_id;
	char *api_base;
	char *refused; /* the API's words when it refused this token itself; NULL: it did not */
};

/* How far in the future an issue time may lie before it is the clock that is wrong, in seconds. */
enum { TOKEN_CLOCK_SKEW = 300 };

#define TOKEN_INIT                                                                                                     \
	{                                                                                                              \
		.secret = BUF_INIT(BUF_TOKEN_MAX), .type = TOKEN_BEARER                                                \
	}

void token_release(struct token *token) __attribute__((nonnull));
void token_move(struct token *to, struct token *from) __attribute__((nonnull));

/* "Bearer" or "Bot": the authentication scheme as Discord's reference spells it. */
const char *token_type_name(enum token_type type) __attribute__((returns_nonnull, warn_unused_result));

/*
 * The variable that programs look for: DISCORD_ACCESS_TOKEN, or DISCORD_TOKEN, which by convention is the bot's
 * (discord.js, discord.py).
 */
const char *token_variable(enum token_type type) __attribute__((returns_nonnull, warn_unused_result));

/* Any letter case; -1 for another word. */
int token_type_parse(const char *name, enum token_type *type) __attribute__((nonnull, warn_unused_result));

/* It can be used now: at least a second is left, it was not refused, and its issue is not in the future. */
bool token_alive(const struct token *token, int64_t now) __attribute__((nonnull, warn_unused_result));

/* It is alive and has that many seconds left: a demand. */
bool token_lasts(const struct token *token, int64_t now, int64_t seconds) __attribute__((nonnull, warn_unused_result));

/*
 * It is alive and has as much left as a profile's min_valid wishes. Half of its life is enough: a token that lives for
 * less than min_valid would never be fresh.
 */
bool token_fresh(const struct token *token, int64_t now, int64_t min_valid)
    __attribute__((nonnull, warn_unused_result));

/* Seconds from its issue to its end, as received; 0: not known, or without end. */
int64_t token_life(const struct token *token) __attribute__((nonnull, warn_unused_result));

/* Whether the bytes can stand in an Authorization header: not empty, only 0x21 to 0x7e. */
bool token_bytes_valid(const char *bytes, size_t len) __attribute__((nonnull, warn_unused_result));

/*
 * Why a value that a person gives can't be a token, to stand behind "it": "has quotes around it". More strict than what
 * is taken from a server: RFC 6750 section 2.1. NULL: it can be one. The value is never quoted.
 */
const char *token_fault(const char *bytes, size_t len) __attribute__((nonnull, warn_unused_result));

/* Adds the token's keys: access_token, token_type, scope_asked, scope, issued, expires, client_id, api_base, refused.
 */
int token_to_record(const struct token *token, struct record *record, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* ERROR_CONFIG when a key is missing or wrong. */
int token_from_record(struct token *token, const struct record *record, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
