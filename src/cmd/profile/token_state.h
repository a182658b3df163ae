/*
 * What a profile may be expected to answer with, as far as that can be told without reading a grant or a secret,
 * without starting anything, and without asking anybody: for a list.
 */
#ifndef DISCRED_CMD_PROFILE_TOKEN_STATE_H
#define DISCRED_CMD_PROFILE_TOKEN_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "discred/buf.h"
#include "discred/error.h"
#include "discred/profile.h"
#include "discred/store.h"

enum token_state_kind {
	TOKEN_STATE_NONE,       /* nothing that serves is stored */
	TOKEN_STATE_VALID,      /* a stored token */
	TOKEN_STATE_EXPIRED,    /* a stored token that has ended */
	TOKEN_STATE_REFUSED,    /* a stored token that the API does not take any more */
	TOKEN_STATE_FUTURE,     /* a stored token that was issued later than now, by the clock */
	TOKEN_STATE_STALE,      /* a stored token that does not serve this profile any more */
	TOKEN_STATE_BOT,        /* the bot's token, which does not end */
	TOKEN_STATE_INVITATION, /* no token results from this profile */
	TOKEN_STATE_DEMAND,     /* its sources are asked when a token is wanted */
	TOKEN_STATE_UNSAFE,     /* others could touch what is stored, or it can't be read */
};

struct token_state {
	enum token_state_kind kind;
	const char *source; /* of a stack, whose token it is; NULL: nobody's */
	int64_t expires;    /* of a stored token, 0: never */
	bool renewable;     /* a grant is stored, and the stack would use it */
	struct error why;   /* of REFUSED, FUTURE, STALE and UNSAFE */
};

void token_state_read(const struct profile *profile, const struct store *store, int64_t now, struct token_state *state)
    __attribute__((nonnull));

/* "none", "valid", "expired", "refused", "from the future", "stale", "bot", "invitation", "on demand", "unsafe" */
const char *token_state_name(enum token_state_kind kind) __attribute__((returns_nonnull, warn_unused_result));

/* Whether it comes with a reason, in `why`. */
bool token_state_has_reason(enum token_state_kind kind) __attribute__((warn_unused_result));

/* Appends "valid, 6 days left", "expired, renewable", "bot token". */
void token_state_words(const struct token_state *state, int64_t now, struct buf *out) __attribute__((nonnull));

#endif
