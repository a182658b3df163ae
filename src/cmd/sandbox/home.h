/*
 * GET /: what the sandbox is, for somebody who opens it in a browser.
 */
#ifndef SANDBOX_HOME_H
#define SANDBOX_HOME_H

#include "cmd/sandbox/answer.h"
#include "cmd/sandbox/request.h"
#include "cmd/sandbox/sandbox.h"
#include "discred/error.h"

int home_show(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
