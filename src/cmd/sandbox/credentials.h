/*
 * Who asks. At the token and revocation endpoints (RFC 6749 section 2.3): a confidential client with its secret, in
 * HTTP Basic or in the body; a public client with its client_id in the body and nothing else. At the API: a bot with
 * its token, or a user's token with its scopes.
 */
#ifndef SANDBOX_CREDENTIALS_H
#define SANDBOX_CREDENTIALS_H

#include "cmd/sandbox/answer.h"
#include "cmd/sandbox/fixtures.h"
#include "cmd/sandbox/request.h"
#include "cmd/sandbox/sandbox.h"

/* NULL: refused, and the answer says so. */
const struct app *client_authenticate(const struct request *request, const struct buf *client_id,
				      const struct buf *client_secret, struct answer *answer)
    __attribute__((nonnull, warn_unused_result));

/* The live access token in Authorization; NULL: none, and the answer is Discord's 401. */
const struct issued_token *bearer_token(struct sandbox *sandbox, const struct request *request, struct answer *answer)
    __attribute__((nonnull, warn_unused_result));

/* The application whose bot token is in Authorization; NULL: none, a Bearer token included. Leaves the answer alone. */
const struct app *bot_app(const struct request *request) __attribute__((nonnull, warn_unused_result));

/* {"message": "401: Unauthorized", "code": 0} */
void bearer_refuse(struct answer *answer) __attribute__((nonnull));

/* Whether the token has the scope. */
bool issued_token_has_scope(const struct issued_token *issued, const char *scope)
    __attribute__((nonnull, warn_unused_result));

#endif
