/*
 * What a server says may hold what it was sent. Messages are made of its words (errors, the reasons that are stored,
 * traces), so the secrets of a request are remembered with its reply and masked in them: raw, base64, percent-encoded
 * as in a form, and every run of 12 bytes of one that has 16 or more. Data is never masked: a token answer's members,
 * what `discred api` prints.
 *
 * Secrets are the credentials in Authorization, the tokens, codes, secrets, verifier and state of a form, and the token
 * in a webhook's path; not ids, addresses, scopes and types of grants.
 */
#ifndef DISCRED_HTTP_MASK_H
#define DISCRED_HTTP_MASK_H

#include <stddef.h>

#include "base/url.h"
#include "discred/buf.h"

struct http_request;

struct http_secrets {
	struct buf *item; /* every form of every secret */
	size_t count;
};

/* Takes the secrets of a request; they are wiped by the release. */
void http_secrets_learn(struct http_secrets *secrets, const struct http_request *request, const struct url *url)
    __attribute__((nonnull));
void http_secrets_release(struct http_secrets *secrets) __attribute__((nonnull));

/* Puts "[hidden]" in place of each secret in the text. */
void http_mask(const struct http_secrets *secrets, struct buf *text) __attribute__((nonnull));

/* How many bytes at the end of a text that was cut are a secret's beginning, which is too short to be found there. */
size_t http_mask_begun(const struct http_secrets *secrets, const char *text)
    __attribute__((nonnull, warn_unused_result));

#endif
