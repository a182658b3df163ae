/*
 * When to ask a server again: pure rules, without clock, chance or network.
 */
#ifndef DISCRED_HTTP_RETRY_H
#define DISCRED_HTTP_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "discred/buf.h"

enum {
	HTTP_TRIES_MAX = 3,                     /* those that a rate limit turned away do not count */
	HTTP_LIMITED_MAX = 10,                  /* tries, with those */
	HTTP_WAIT_MAX_MS = 60 * 1000,           /* all waits of one request together */
	HTTP_RETRY_AFTER_MAX_MS = 86400 * 1000, /* what a server can ask for */
	HTTP_BANNED_MS = 30 * 1000,             /* for error 1015 without a time */
	HTTP_RATE_JITTER_MS = 250,              /* added to a wait that a server named */
};

enum http_outcome {
	HTTP_ANSWERED, /* a whole reply, of any status */
	HTTP_UNSENT,   /* the network failed before the request was sent */
	HTTP_LOST,     /* the request was sent, or may have been, and there is no whole reply */
	HTTP_HOPELESS, /* the next try would end the same way: a bad certificate, a reply that is too large */
};

/* What is known after a try. */
struct http_attempt {
	bool repeatable; /* a GET: doing it twice changes nothing */
	bool once;       /* not to be done twice: a 5xx does not say that it was not carried out */
	int tries;       /* made so far, this one too */
	int limited;     /* how many of those were answered 429 */
	enum http_outcome outcome;
	int status;             /* of an answer */
	int64_t retry_after_ms; /* what the answer asked for; -1: nothing */
	int64_t waited_ms;      /* before this try, in all */
	int64_t patience_ms;
	int64_t backoff_ms;
	uint32_t random; /* any number: the jitter */
};

/*
 * Milliseconds to wait before the next try; -1: no further try.
 *
 * A wait of back-off lies between half and the whole of backoff_ms, doubled for each further try. One that the server
 * named is kept, and a little is added, so that those whom it told the same do not come back together.
 */
int64_t http_retry_wait(const struct http_attempt *attempt) __attribute__((nonnull, warn_unused_result));

/*
 * How long a server asks to wait, in milliseconds, rounded up, HTTP_RETRY_AFTER_MAX_MS at the most; -1: it does not say
 * or says nonsense. The first of these that makes sense: Retry-After (seconds, or a date, which is compared with now in
 * Unix seconds), X-RateLimit-Reset-After (seconds), retry_after of a JSON body, and 30 seconds for a body that
 * speaks of error 1015, with which an intermediary bans a client for a while. Each may be NULL.
 */
int64_t http_retry_after(const char *retry_after, const char *reset_after, const struct buf *body, int64_t now)
    __attribute__((warn_unused_result));

#endif
