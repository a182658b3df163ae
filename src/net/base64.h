/* Base64 as HTTP and OAuth2 need it: encoding only. What is encoded may be a secret: it is in the buffer alone. */
#ifndef DISCRED_BASE64_H
#define DISCRED_BASE64_H

#include <stddef.h>

#include "discred/buf.h"

/* RFC 4648 section 4: '+', '/', padded. */
void base64_add(struct buf *out, const void *bytes, size_t len) __attribute__((nonnull));

/* RFC 4648 section 5: '-', '_', not padded. */
void base64url_add(struct buf *out, const void *bytes, size_t len) __attribute__((nonnull));

#endif
