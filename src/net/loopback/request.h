/*
 * What the listener makes of a request, decided from what was sent alone: no socket and no clock.
 */
#ifndef DISCRED_LOOPBACK_REQUEST_H
#define DISCRED_LOOPBACK_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/url.h"
#include "discred/buf.h"

/* What is served: /start/NONCE, and the redirect URI's path, both under one authority. */
struct loopback_site {
	const struct url *redirect_uri;
	const struct buf *host; /* url_host_header() of it */
	const struct buf *nonce;
};

struct loopback_request {
	const char *method;
	const char *target; /* path and query as sent, not decoded */
	const char *host;   /* the first Host header, NULL: none */
	unsigned hosts;     /* how many there are */
	bool malformed;     /* a NUL, a control byte, white space in a header's name */
	bool body;          /* Content-Length or Transfer-Encoding is there, whatever it says */
	bool prefetch;      /* the browser asks ahead of its user */
	size_t size;        /* of the headers: names, values and separators */
};

/* Takes note of a header as it was sent; its name in any letter case. The value must outlive the request. */
void loopback_request_header(struct loopback_request *request, const char *name, const char *value)
    __attribute__((nonnull));

enum loopback_kind {
	LOOPBACK_REFUSE,   /* answer with what the verdict says */
	LOOPBACK_START,    /* send the browser on to the authorize URL */
	LOOPBACK_REDIRECT, /* read the query: redirect_parse() */
};

struct loopback_verdict {
	enum loopback_kind kind;
	unsigned status; /* of a refusal, with what its page says */
	const char *title;
	const char *text;
	const char *reason; /* for the terminal; NULL: nothing to speak of, browsers do it by themselves */
	const char *query;  /* of what is not refused: what stands after '?', "" when nothing does */
};

struct loopback_verdict loopback_judge(const struct loopback_request *request, const struct loopback_site *site)
    __attribute__((nonnull, warn_unused_result));

#endif
