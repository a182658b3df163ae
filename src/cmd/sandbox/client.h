/*
 * Who asks at the token and revocation endpoints (RFC 6749 section 2.3): a confidential client with its secret, in HTTP
 * Basic or in the body; a public client with its client_id in the body and nothing else.
 */
#ifndef SANDBOX_CLIENT_H
#define SANDBOX_CLIENT_H

#include "cmd/sandbox/answer.h"
#include "cmd/sandbox/fixtures.h"
#include "cmd/sandbox/request.h"

/* NULL: refused, and the answer says so. */
const struct app *client_authenticate(const struct request *request, const struct buf *client_id,
				      const struct buf *client_secret, struct answer *answer)
    __attribute__((nonnull, warn_unused_result));

#endif
