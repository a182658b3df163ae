/*
 * Rate limits as the API shows them: a window for each endpoint and each channel or server, headers on every answer,
 * 429 at its end.
 */
#ifndef SANDBOX_LIMIT_H
#define SANDBOX_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "cmd/sandbox/answer.h"

/* Requests in a window, and its length in seconds. */
struct limit_size {
	unsigned requests;
	unsigned seconds;
};

#define LIMIT_SIZE_INIT                                                                                                \
	{                                                                                                              \
		.requests = 1000, .seconds = 10                                                                        \
	}

struct limit {
	int64_t until; /* the window's end, in seconds */
	unsigned used;
};

/* Counts a request and adds the headers; false when it is one too many, the answer is then a 429. */
bool limit_take(struct limit *limit, const struct limit_size *size, const char *bucket, int64_t now,
		struct answer *answer) __attribute__((nonnull, warn_unused_result));

/* The 429 that says to wait so long, for this route or, as the global limit, for all. */
void limit_refuse(struct answer *answer, long wait_ms, bool global, int64_t now) __attribute__((nonnull));

#endif
