/*
 * The page that asks the user: who wants what, where, and Authorize or Cancel.
 */
#ifndef SANDBOX_CONSENT_PAGE_H
#define SANDBOX_CONSENT_PAGE_H

#include "cmd/sandbox/answer.h"
#include "cmd/sandbox/pending_auth.h"

/* The pending's value is the form's one-time nonce. */
int consent_page(struct answer *answer, const struct pending_auth *pending, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
