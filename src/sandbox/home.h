/*
 * GET /: what the sandbox is, for somebody who opens it in a browser.
 */
#ifndef SANDBOX_HOME_H
#define SANDBOX_HOME_H

#include "answer.h"
#include "discred/error.h"
#include "request.h"
#include "sandbox.h"

int home_show(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
