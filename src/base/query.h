/* The parameters of a query or of a form (application/x-www-form-urlencoded). */
#ifndef DISCRED_QUERY_H
#define DISCRED_QUERY_H

#include <stddef.h>

#include "discred/buf.h"
#include "discred/error.h"

/*
 * The value of a query (or form) parameter, %XX and '+' decoded, appended to value. Returns how often it is there (its
 * name may be encoded too); only the first is taken. -1 and ERROR_DENIED when its encoding is wrong, it holds a NUL, or
 * it does not fit; the name is then quoted, the value never.
 */
int query_value(const char *query, const char *name, struct buf *value, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Appends "name=value", percent-encoded, with '&' before it unless the buffer is empty or ends in '?'. */
void query_add(struct buf *query, const char *name, const char *value) __attribute__((nonnull));
void query_add_len(struct buf *query, const char *name, const char *value, size_t len) __attribute__((nonnull));

#endif
