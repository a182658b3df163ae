/*
 * Successful answers of the token endpoint (RFC 6749 section 5.1, and Discord's `guild` and `webhook`). Each issues the
 * tokens and writes the answer.
 */
#ifndef SANDBOX_TOKEN_ANSWER_H
#define SANDBOX_TOKEN_ANSWER_H

#include "cmd/sandbox/answer.h"
#include "cmd/sandbox/sandbox.h"
#include "discred/error.h"

/* A new grant. */
int token_answer_code(struct sandbox *sandbox, const struct auth_request *auth, int64_t now, struct answer *answer,
		      struct error *err) __attribute__((nonnull, warn_unused_result));

/* The grant goes on; `used` is the refresh token that was presented. */
int token_answer_refresh(struct sandbox *sandbox, const struct issued_token *used, int64_t now, struct answer *answer,
			 struct error *err) __attribute__((nonnull, warn_unused_result));

/* A token for the application's owner, without a refresh token. */
int token_answer_client(struct sandbox *sandbox, const struct app *app, const struct strings *scopes, int64_t now,
			struct answer *answer, struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
