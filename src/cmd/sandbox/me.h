/*
 * What a token says about itself and its user.
 */
#ifndef SANDBOX_ME_H
#define SANDBOX_ME_H

#include "cmd/sandbox/answer.h"
#include "cmd/sandbox/request.h"
#include "cmd/sandbox/sandbox.h"
#include "discred/error.h"

/* GET /oauth2/@me (Bearer). */
int me_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* GET /users/@me (Bearer with identify, or Bot). */
int users_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
