/* Base64 as HTTP, OAuth2 and JOSE need it. What is encoded or decoded may be a secret: it is in the buffer alone. */
#ifndef DISCRED_BASE64_H
#define DISCRED_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "discred/buf.h"

/* RFC 4648 section 4: '+', '/', padded. */
void base64_add(struct buf *out, const void *bytes, size_t len) __attribute__((nonnull));

/* RFC 4648 section 5: '-', '_', not padded. */
void base64url_add(struct buf *out, const void *bytes, size_t len) __attribute__((nonnull));

/*
 * Appends the bytes of a text as base64url_add makes it, and takes no other: no padding, no other character, no bits
 * set after the last byte, so that each value has exactly one text. Otherwise, or when they do not fit: false, and out
 * is empty.
 */
bool base64url_decode(struct buf *out, const char *text, size_t len) __attribute__((nonnull, warn_unused_result));

#endif
