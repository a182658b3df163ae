/*
 * HTTP exchanges as text for --trace and --verbose, with no secret in it.
 *
 * Nothing is shown because it does not look like a secret: it is shown because it is known to be harmless, by what it
 * is. Headers, form fields, query parameters and members of JSON have lists of the names whose values may be seen, each
 * with what such a value looks like (a number, an id, words). Everything else is "[N bytes]": Authorization, cookies,
 * tokens, codes, secrets, state, what people write to each other, and bodies that are neither a form nor JSON. Of JSON
 * the structure, names, numbers and truth values remain; of lists the first items.
 *
 * In what a server says in free words, anything that could be a token is hidden too: it may quote what it was sent.
 *
 *	> POST https://discord.com/api/v10/oauth2/token
 *	> Authorization: Basic [68 bytes]
 *	> Content-Type: application/x-www-form-urlencoded
 *	>
 *	> grant_type=refresh_token
 *	> refresh_token=[30 bytes]
 *	< 200 in 120 ms
 *	< Content-Type: application/json
 *	<
 *	< {
 *	<   "token_type": "Bearer",
 *	<   "access_token": [30 bytes]
 *	< }
 */
#ifndef DISCRED_HTTP_TRACE_H
#define DISCRED_HTTP_TRACE_H

#include <stdint.h>

#include "base/url.h"
#include "discred/buf.h"
#include "discred/error.h"
#include "net/http/http.h"
#include "net/http/http_retry.h"

/* Appends lines as above. The url is the request's. */
void http_trace_request(const struct http_settings *settings, const struct http_request *request, const struct url *url,
			struct buf *lines) __attribute__((nonnull));
void http_trace_reply(const struct http_reply *reply, int64_t ms, struct buf *lines) __attribute__((nonnull));

/* Appends "discord.com/api/v10/webhooks/41771983423143990/[68 bytes]?wait=true". */
void http_trace_target(const struct url *url, struct buf *text) __attribute__((nonnull));

/* Tells the person of a try, as far as they want to know (ui_options.h): before it, and after it with how long it took.
 */
void http_log_request(const struct http_settings *settings, const struct http_request *request, const struct url *url)
    __attribute__((nonnull));
/* Tells a person at a terminal that a rate limit is waited for. */
void http_log_wait(int64_t ms);
void http_log_outcome(const struct http_request *request, const struct url *url, enum http_outcome outcome,
		      const struct http_reply *reply, int64_t ms, const struct error *err) __attribute__((nonnull));

#endif
