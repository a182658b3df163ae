/*
 * The token endpoint (RFC 6749, RFC 7636): authorization_code, refresh_token, client_credentials.
 */
#ifndef SANDBOX_TOKEN_H
#define SANDBOX_TOKEN_H

#include "cmd/sandbox/answer.h"
#include "cmd/sandbox/request.h"
#include "cmd/sandbox/sandbox.h"
#include "discred/error.h"

/* POST /oauth2/token. */
int token_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* What a request to it asks for, whether or not it will be carried out. */
enum grant_type token_grant_type(const struct request *request) __attribute__((nonnull, warn_unused_result));

/* The parameters of grant types, as they appear in requests and in GET /sandbox/requests. */
extern const char *const grant_type_names[GRANT_TYPES];

#endif
