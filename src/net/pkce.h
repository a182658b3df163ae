/*
 * Random values and the proof key of RFC 7636.
 */
#ifndef DISCRED_PKCE_H
#define DISCRED_PKCE_H

#include <stddef.h>

#include "discred/buf.h"
#include "discred/error.h"

/* Appends count random bytes in base64url without padding (RFC 4648 section 5). ERROR_SYS. */
int random_base64url(size_t count, struct buf *out, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Bytes of entropy of a verifier: 64 make 86 characters; RFC 7636 section 4.1 allows 43 to 128. */
enum { PKCE_VERIFIER_BYTES = 64 };

/* Appends base64url(SHA-256(verifier)): method S256, RFC 7636 section 4.2. ERROR_SYS. */
int pkce_challenge(const struct buf *verifier, struct buf *challenge, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
