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

/*
 * What the TLS library tells of a connection, through libcurl's handle: the version, while the connection stands, and
 * after a certificate was refused, why. Only GnuTLS is asked, the one that discred is linked with itself; NULL for
 * others, and for what it does not tell.
 */
const char *http_tls_version(void *curl) __attribute__((nonnull, warn_unused_result));
const char *http_tls_distrust(void *curl) __attribute__((nonnull, warn_unused_result));

/* What libcurl tells of a transfer that failed. */
struct http_failure {
	int code; /* a CURLcode */
	bool sent;
	bool repeatable;
	bool too_large;
	size_t reply_max;
	long os_error;     /* errno of the last connect, 0: none */
	long proxy_status; /* the proxy's answer to CONNECT, 0: none */
	const char *host;
	const char *ca_file; /* NULL: the system's */
};

/* Puts the failure into words, and says what may follow. Never HTTP_ANSWERED. */
enum http_outcome http_failure(const struct http_failure *failure, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
