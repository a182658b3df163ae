/*
 * The authorization endpoint: the consent page, what the user answers, and the way back to the application.
 */
#ifndef SANDBOX_AUTHORIZE_H
#define SANDBOX_AUTHORIZE_H

#include "cmd/sandbox/answer.h"
#include "cmd/sandbox/request.h"
#include "cmd/sandbox/sandbox.h"
#include "discred/error.h"

/* How long a code and a consent page are good, in seconds. */
enum { CODE_LIFETIME = 100, CONSENT_LIFETIME = 600 };

/* GET /oauth2/authorize and POST /oauth2/authorize. */
int authorize_show(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));
int authorize_decide(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
