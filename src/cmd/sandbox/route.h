/*
 * From a request to its handler: Host, path, method, counting, faults and rate limits.
 */
#ifndef SANDBOX_ROUTE_H
#define SANDBOX_ROUTE_H

#include "cmd/sandbox/answer.h"
#include "cmd/sandbox/request.h"
#include "cmd/sandbox/sandbox.h"
#include "discred/error.h"

/* Fills the answer. -1: the system failed (err); the answer is then a 500. */
int route_serve(struct sandbox *sandbox, struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
