/*
 * One try of a request: the only place that drives libcurl. Everything about repeating it is http.c and http_retry.h.
 */
#ifndef DISCRED_HTTP_TRY_H
#define DISCRED_HTTP_TRY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/url.h"
#include "discred/error.h"
#include "net/http/http.h"
#include "net/http/http_retry.h"

/*
 * Performs the request once. Fills reply for HTTP_ANSWERED, and sets err for every other outcome; reply->sent is set
 * either way. `url` is the request's URL, checked. now (Unix seconds) is what a date in Retry-After is compared with.
 *
 * A request counts as sent from the moment at which libcurl has a connection, TLS and a proxy's tunnel included, and
 * turns to writing it: whether the first byte left is not asked. No connection is used twice, so libcurl has no cause
 * to send anything again by itself.
 */
enum http_outcome http_try(const struct http_settings *settings, const struct http_request *request,
			   const struct url *url, int64_t now, struct http_reply *reply, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
