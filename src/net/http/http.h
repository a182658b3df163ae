/*
 * HTTP as discred speaks it: TLS 1.2 or newer, verified; no redirects followed; a reply of bounded size; proxies from
 * the environment, but a loopback host is always reached directly, and plain http goes to a loopback host only, so
 * never through a proxy.
 *
 * Retries (http_retry.h): three tries in all, with jittered back-off, for 5xx, and for network errors of a GET or
 * before a request was sent. 429 is waited for as the server says (Retry-After, then X-RateLimit-Reset-After, then
 * retry_after of the body), within the caller's patience and up to ten tries. A POST that was sent and got no answer is
 * never repeated: it may have been carried out; one that is marked `once` is not repeated after a 5xx either. Wait
 * times add up against `patience_ms`, and against HTTP_WAIT_MAX_MS whatever the patience; a wait that would pass them
 * is not begun.
 *
 * Secrets: the form and the Authorization header are the caller's to wipe; what libcurl copies of them is wiped when
 * libcurl frees it.
 */
#ifndef DISCRED_HTTP_H
#define DISCRED_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/environ.h"
#include "base/strings.h"
#include "discred/buf.h"
#include "discred/error.h"
#include "net/http/http_mask.h"

struct http_settings {
	const char *user_agent;
	const char
	    *ca_file; /* NULL: the system's; else only what is in it is trusted. It is opened as trust_open() does */
	const char *cert_file;     /* a client certificate; NULL: none. Opened likewise */
	const char *key_file;      /* its key; opened as trust_open_secret() does */
	const struct environ *env; /* who opens ca_file, and whose proxies are named in messages */
	int connect_ms;            /* to connect, TLS included */
	int total_ms;              /* for one try, from its start to the last byte */
	int64_t patience_ms;       /* for all waiting between tries */
	int64_t backoff_ms;        /* the first wait after a failure; the next is twice as long */
	size_t reply_max;          /* bytes of a body; a longer one is an error */
};

#define HTTP_SETTINGS_INIT                                                                                             \
	{                                                                                                              \
		.connect_ms = 10000, .total_ms = 30000, .patience_ms = 60000, .backoff_ms = 1000,                      \
		.reply_max = BUF_REPLY_MAX                                                                             \
	}

/*
 * Who must know of a request that can't be made twice, when it leaves and when its answer comes. Its answer is asked
 * for as it is (Accept-Encoding: identity).
 */
struct http_watch {
	/* Before the first byte leaves, the connection stands. -1 with err set: it is not sent. */
	int (*sending)(void *data, struct error *err);
	/* Called after each piece of the body. true: stop reading, the body is complete. */
	bool (*received)(void *data, int status, const struct buf *body);
	void *data;
};

/* A part of a multipart/form-data body; the strings and the data outlive the request. */
struct http_part {
	const char *name;
	const char *filename; /* NULL: not a file */
	const char *type;     /* NULL: libcurl guesses that of a file by its name */
	const struct buf *data;
};

struct http_request {
	const char *method; /* GET, POST, PUT, PATCH or DELETE */
	const char *url;
	const struct buf *form;        /* application/x-www-form-urlencoded body, NULL: none */
	const struct buf *body;        /* a body of another type, NULL: none. A GET has neither */
	const char *body_type;         /* its Content-Type */
	const struct http_part *parts; /* a multipart/form-data body, if there are some and neither form nor body */
	size_t part_count;
	const struct strings *headers;   /* "NAME: VALUE" besides ours, never Authorization; NULL: none */
	const struct buf *authorization; /* the header's value, NULL: none */
	bool repeatable;                 /* doing it twice changes nothing, as with every GET */
	bool once;                       /* to be carried out once: a 5xx after it was sent ends it */
	int answer_ms;                   /* once it was sent, for its answer, instead of total_ms; 0: total_ms */
	const struct http_watch *watch;  /* NULL: nobody */
};

struct http_reply {
	/* These say so also when no reply came. */
	bool reached;    /* a connection to the server stood, by way of a proxy where one is used */
	bool sent;       /* the whole request was sent, or may have been, and no 429 came for it */
	bool untrusted;  /* the server's certificate was refused */
	bool local;      /* it failed in this machine: no route, no descriptor */
	const char *tls; /* "TLS1.3": what is spoken there; NULL: not known, or none */
	const char
	    *distrust; /* why its, or its proxy's, was refused; NULL: it was not, or the TLS library does not tell */

	int status; /* with a watch also of an answer that was cut off, and so is what came of its body */
	struct buf body;
	char *host;             /* host[:port] that was asked, for messages; NULL: unknown */
	char *content_type;     /* "" when there was none */
	struct strings headers; /* name, value, name, value, ... as they came */
	struct http_secrets
	    secrets;            /* of the request: what a message of the reply's words must not show (http_mask.h) */
	int64_t retry_after_ms; /* what a 429 or 5xx asked for, a day at the most; -1: nothing */
};

#define HTTP_REPLY_INIT                                                                                                \
	{                                                                                                              \
		.reached = false, .sent = false, .status = 0, .body = BUF_INIT(BUF_REPLY_MAX), .host = NULL,           \
		.content_type = NULL, .retry_after_ms = -1                                                             \
	}

void http_reply_release(struct http_reply *reply) __attribute__((nonnull));

/* The first header of that name, any letter case; NULL: there is none. Valid as long as the reply. */
const char *http_reply_header(const struct http_reply *reply, const char *name)
    __attribute__((nonnull, warn_unused_result));

/* The time in its header Date, Unix seconds; false: it has none that makes sense. */
bool http_reply_date(const struct http_reply *reply, int64_t *when) __attribute__((nonnull, warn_unused_result));

/*
 * Performs the request; reply is released first. 0 when any reply came, whatever its status: the caller judges it.
 * ERROR_TEMP when the network failed, the answer was lost or was too large; the text and reply->sent say
 * whether the request was sent; so is a certificate that is refused, with the reason, and a proxy that can't be reached
 * or does not let us through, which is named. ERROR_CONFIG when the URL, ca_file or the proxy's setting is wrong. The
 * first use sets libcurl up; nothing else does.
 */
int http_perform(const struct http_settings *settings, const struct http_request *request, struct http_reply *reply,
		 struct error *err) __attribute__((nonnull, warn_unused_result));

/* "Basic ..." of RFC 6749 section 2.3.1: id and secret form-encoded first. */
void http_basic(const char *id, const struct buf *secret, struct buf *authorization) __attribute__((nonnull));

/* Room for an OAuth2 error word; a longer one is none. */
enum { HTTP_REASON_SIZE = 64 };

/*
 * What a reply that is no success means, from whichever of Discord's three shapes it has (http_error_body.h): OAuth2's
 * {error, error_description}, the API's {code, message}, or no JSON at all (an intermediary's page). Sets err:
 * invalid_client, unauthorized_client, invalid_scope: CONFIG; 429, 5xx, a redirect, and a success that should not be
 * here: TEMP; any other (invalid_grant, 401, 403, ...): DENIED. Returns -1. reason gets the OAuth2 error word
 * ("invalid_grant") or "".
 */
int http_error(const struct http_reply *reply, char reason[static HTTP_REASON_SIZE], struct error *err)
    __attribute__((nonnull));

#endif
