/*
 * One-time values, each standing for an authorization request: the nonce of a consent page, and the code that the
 * application exchanges. The last SLIPS of them are remembered.
 */
#ifndef SANDBOX_SLIP_H
#define SANDBOX_SLIP_H

#include <stdint.h>

#include "cmd/sandbox/ask.h"
#include "discred/error.h"

enum { SLIPS = 256 };

struct slip {
	struct buf value; /* empty: free, or used */
	struct ask ask;
	int64_t expires;
};

struct slips {
	struct slip slip[SLIPS];
	size_t next;
};

void slips_init(struct slips *slips) __attribute__((nonnull));
void slips_release(struct slips *slips) __attribute__((nonnull));

/* Draws a value for the request, whose contents are moved in. ERROR_SYS. */
int slip_issue(struct slips *slips, struct ask *ask, int64_t expires, const struct slip **issued, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* The slip of that value if its time is not over; NULL otherwise. */
struct slip *slip_find(struct slips *slips, const struct buf *value, int64_t now)
    __attribute__((nonnull, warn_unused_result));

/* It was used: nobody finds it again. */
void slip_drop(struct slip *slip) __attribute__((nonnull));

#endif
