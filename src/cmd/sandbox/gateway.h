/*
 * GET /gateway: the one route of the API that asks for no token.
 */
#ifndef SANDBOX_GATEWAY_H
#define SANDBOX_GATEWAY_H

#include "cmd/sandbox/answer.h"
#include "cmd/sandbox/request.h"
#include "cmd/sandbox/sandbox.h"
#include "discred/error.h"

int gateway_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
