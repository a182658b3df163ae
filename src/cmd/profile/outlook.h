/*
 * What a profile may be expected to answer with, as far as that can be told without reading a grant or a secret,
 * without starting anything, and without asking anybody: for a list.
 */
#ifndef DISCRED_OUTLOOK_H
#define DISCRED_OUTLOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "discred/buf.h"
#include "discred/error.h"
#include "discred/profile.h"
#include "discred/store.h"

enum outlook_state {
	OUTLOOK_NONE,       /* nothing that serves is stored */
	OUTLOOK_VALID,      /* a stored token */
	OUTLOOK_EXPIRED,    /* a stored token that has ended */
	OUTLOOK_FUTURE,     /* a stored token that was issued later than now, by the clock */
	OUTLOOK_STALE,      /* a stored token that does not serve this profile any more */
	OUTLOOK_BOT,        /* the bot's token, which does not end */
	OUTLOOK_INVITATION, /* no token results from this profile */
	OUTLOOK_DEMAND,     /* its sources are asked when a token is wanted */
	OUTLOOK_UNSAFE,     /* others could touch what is stored, or it can't be read */
};

struct outlook {
	enum outlook_state state;
	const char *source; /* of a stack, whose token it is; NULL: nobody's */
	int64_t expires;    /* of a stored token, 0: never */
	bool renewable;     /* a grant is stored, and the stack would use it */
	struct error why;   /* of FUTURE, STALE and UNSAFE */
};

void outlook_read(const struct profile *profile, const struct store *store, int64_t now, struct outlook *outlook)
    __attribute__((nonnull));

/* "none", "valid", "expired", "from the future", "stale", "bot", "invitation", "on demand", "unsafe" */
const char *outlook_name(enum outlook_state state) __attribute__((returns_nonnull, warn_unused_result));

/* Whether it comes with a reason, in `why`. */
bool outlook_has_reason(enum outlook_state state) __attribute__((warn_unused_result));

/* Appends "valid, 6 days left", "expired, renewable", "bot token". */
void outlook_words(const struct outlook *outlook, int64_t now, struct buf *out) __attribute__((nonnull));

#endif
