/*
 * A source's answer as a record, from a child to the one that asked: discred-auth, outside helpers.
 *
 *	result=ok          and the keys of a token (token.h); without issued or expires, these are 0
 *	result=skip        (or pass, fail, abort) and, optionally, code (error.h's names), text and hint
 */
#ifndef DISCRED_ANSWER_H
#define DISCRED_ANSWER_H

#include "discred/buf.h"
#include "discred/error.h"
#include "discred/source.h"
#include "discred/token.h"

/* Appends the record. The token is read for SOURCE_OK, reason for the others. ERROR_BUG if it does not fit. */
int answer_format(enum source_result result, const struct token *token, const struct error *reason, struct buf *bytes,
		  struct error *err) __attribute__((nonnull, warn_unused_result));

/*
 * Reads a record: fills result, and the token or the reason. ERROR_CONFIG when the bytes are no whole answer; text and
 * hint are foreign and cut to what struct error holds.
 */
int answer_parse(const struct buf *bytes, enum source_result *result, struct token *token, struct error *reason,
		 struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
