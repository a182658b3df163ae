/*
 * Rate limits as Discord tells of them (discord.com/developers/docs/topics/rate-limits): so many requests in a window
 * for each bucket, and a global limit for all of them. Which bucket a route is in, and when it opens again, is learned
 * from the replies; nothing is assumed. Pure: times are arguments, in monotonic milliseconds.
 *
 *	rate_route("GET", "/channels/1/messages/2?x=y", &route);
 *	wait = rate_wait(&rate, buf_text(&route), clock_ms());
 *	...
 *	rate_learn(&rate, buf_text(&route), &reply, clock_ms());
 */
#ifndef DISCRED_RATE_H
#define DISCRED_RATE_H

#include <stddef.h>
#include <stdint.h>

#include "discred/buf.h"
#include "net/http/http.h"

struct rate_bucket {
	char *route;
	char *name;    /* as Discord calls it, with the top-level id; NULL: not said */
	int64_t until; /* closed before that */
};

struct rate {
	struct rate_bucket *bucket;
	size_t count;
	int64_t global; /* everything is closed before that */
};

#define RATE_INIT                                                                                                      \
	{                                                                                                              \
		.bucket = NULL, .count = 0, .global = INT64_MIN                                                        \
	}

/* A route that is not known any more costs at most a 429. */
enum { RATE_ROUTES_MAX = 256 };

void rate_release(struct rate *rate) __attribute__((nonnull));

/*
 * Appends what the limits of a request depend on: method and path without its query, ids as '*' but for the top-level
 * one of a channel, guild or webhook.
 */
void rate_route(const char *method, const char *path, struct buf *route) __attribute__((nonnull));

/* Milliseconds to wait before a request of that route, 0: none. */
int64_t rate_wait(const struct rate *rate, const char *route, int64_t now) __attribute__((nonnull, warn_unused_result));

/* Takes note of what a reply says. */
void rate_learn(struct rate *rate, const char *route, const struct http_reply *reply, int64_t now)
    __attribute__((nonnull));

#endif
