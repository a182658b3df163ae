/*
 * A protocol turns a token into bytes for the program that asked. One const row per protocol, in its own file.
 *
 * A new protocol is one file in src/protocol/ and one line in its table.
 */
#ifndef DISCRED_PROTOCOL_H
#define DISCRED_PROTOCOL_H

#include <stdio.h>

#include "discred/error.h"
#include "discred/token.h"

struct protocol_reply {
	const struct token *token;
	const char *profile; /* its name */
	const char *source;  /* which source answered */
};

struct protocol {
	const char *name; /* as given to -o */
	const char *help;
	/* Appends what goes to stdout. ERROR_BUG if it does not fit. */
	int (*reply)(const struct protocol_reply *reply, struct buf *out, struct error *err);
};

/* The rows of src/protocol/table.c. */
extern const struct protocol *const protocol_table[];
extern const size_t protocol_table_count;

const struct protocol *protocol_find(const char *name) __attribute__((nonnull, warn_unused_result));

#endif
