/*
 * The one record codec: state files, the answer of `discred-auth refresh --record`, and outside helpers.
 *
 *	discred-record 1
 *	key=value
 *	...
 *	end
 *
 * A key is [a-z][a-z0-9_-]*, given once; a value is any bytes but NUL, CR and newline. A reader keeps keys that it does
 * not know to itself. Without the `end` line, or with bytes other than newlines after it, the record is not whole and
 *is refused: so a half-written file is never taken for a state. Values may be secrets; a record wipes everything it
 *releases.
 */
#ifndef DISCRED_RECORD_H
#define DISCRED_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "discred/buf.h"
#include "discred/error.h"

struct record_item {
	char *key;
	struct buf value;
};

struct record {
	struct record_item *item;
	size_t count;
};

#define RECORD_INIT                                                                                                    \
	{                                                                                                              \
		.item = NULL, .count = 0                                                                               \
	}

void record_release(struct record *record) __attribute__((nonnull));

/* Whether the bytes are a record of a later version of this format: they are not damaged, and must not be replaced. */
bool record_is_newer(const struct buf *bytes) __attribute__((nonnull, warn_unused_result));

/* ERROR_CONFIG with the line number when the bytes are not one whole record. */
int record_parse(struct record *record, const struct buf *bytes, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Appends the record's bytes. ERROR_BUG if they do not fit. */
int record_format(const struct record *record, struct buf *bytes, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* A bad key, a key given twice: ERROR_BUG. A value with NUL, CR or newline: ERROR_DENIED, naming the key. */
int record_add(struct record *record, const char *key, const char *value, size_t len, struct error *err)
    __attribute__((nonnull, warn_unused_result));
int record_add_text(struct record *record, const char *key, const char *value, struct error *err)
    __attribute__((nonnull, warn_unused_result));
int record_add_number(struct record *record, const char *key, int64_t value, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* NULL when the key is not there. */
const struct buf *record_get(const struct record *record, const char *key) __attribute__((nonnull, warn_unused_result));

/* "" when the key is not there. */
const char *record_text(const struct record *record, const char *key)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* A decimal number; ERROR_CONFIG when the key is missing or its value is none. */
int record_number(const struct record *record, const char *key, int64_t *value, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
