/*
 * The revocation endpoint (RFC 7009). As at Discord, one token takes with it every token that the application has for
 * that user.
 */
#ifndef SANDBOX_REVOKE_H
#define SANDBOX_REVOKE_H

#include "cmd/sandbox/answer.h"
#include "cmd/sandbox/request.h"
#include "cmd/sandbox/sandbox.h"
#include "discred/error.h"

/* POST /oauth2/token/revoke. */
int revoke_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
