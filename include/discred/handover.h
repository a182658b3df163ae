/*
 * A token for a program of ours that makes requests itself: what `discred token` would print, without printing it; and
 * the bot token that the profile names.
 */
#ifndef DISCRED_HANDOVER_H
#define DISCRED_HANDOVER_H

#include <stdint.h>

#include "discred/buf.h"
#include "discred/environ.h"
#include "discred/error.h"
#include "discred/profile.h"
#include "discred/stack.h"
#include "discred/store.h"
#include "discred/token.h"

struct handover {
	const struct profile *profile;
	const struct environ *env;
	const struct store *store;
	int64_t now; /* Unix seconds */
	int64_t (*clock_ms)(void);
};

/*
 * Walks the profile's stack. Fills token (released first), of whatever type the stack answers, and report, which is the
 * caller's either way; errors are the stack's. A profile that can't have a token, because it only invites a bot:
 * ERROR_CONFIG.
 */
int handover_stack(const struct handover *handover, struct token *token, struct stack_report *report, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Follows the profile's bot_token. ERROR_CONFIG when it has none, or what it names is no token. */
int handover_bot(const struct handover *handover, struct token *token, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Appends the value of an Authorization header. */
void handover_header(const struct token *token, struct buf *authorization) __attribute__((nonnull));

#endif
