/*
 * The markers of the last failed requests, beside the profile's lock: what a thousand callers are answered with, so
 * that they do not each try. There is one for each subject: what was asked for.
 *
 * A failure that may pass holds for whoever began to wait before it, and for everybody until not_before. A lasting one,
 * a considered refusal, holds until something it depended on changes: the profile's file, the grant, the value of the
 * client's secret. Of that value the marker keeps a hash under a key of its own, so that it tells a change from none,
 * and no more.
 */
#ifndef DISCRED_MARKER_H
#define DISCRED_MARKER_H

#include <stdbool.h>
#include <stdint.h>

#include "discred/error.h"
#include "discred/profile.h"
#include "discred/store.h"

/*
 * How long a failure that named no time of its own holds, in seconds. What a person can mend holds for as long as
 * mending takes at least: a program that asks in a loop must not become a loop of refused requests at Discord.
 */
enum { MARKER_PAUSE = 30, MARKER_PAUSE_REFUSED = 5 };

/* The subject of the user's grant. */
#define MARKER_REFRESH "refresh"

/* What a request depends on. */
struct attempt {
	const char *subject;
	const struct profile *profile;
	const char *grant;        /* grant_name(); NULL: there is none, or it can't be known here */
	const struct buf *secret; /* NULL: it can't be known here */
};

struct marker {
	struct error error;
	int64_t when;       /* Unix seconds of the failure */
	int64_t not_before; /* Unix seconds: nobody asks again before */
	bool lasting;
};

enum marker_verdict {
	MARKER_NONE,  /* there is none, or it depends on what can't be known here */
	MARKER_HOLDS, /* it is the answer */
	MARKER_OVER,  /* its time is over, or what was tried then is not what would be tried now */
};

/*
 * Fills the marker unless there is none. `begun` is when the caller began. An error without a hint of its own says how
 * long the marker holds.
 */
enum marker_verdict marker_judge(const struct store *store, const struct attempt *attempt, int64_t begun, int64_t now,
				 struct marker *marker) __attribute__((nonnull, warn_unused_result));

/*
 * The same for a program that knows neither grant nor secret. It follows the reference to the secret only where a
 * marker depends on it, and only where that takes neither another program nor the store: otherwise the marker holds for
 * those alone who know the value.
 */
bool marker_answers(const struct store *store, const char *subject, const struct profile *profile,
		    const struct environ *env, int64_t begun, int64_t now, struct marker *marker)
    __attribute__((nonnull, warn_unused_result));

/*
 * Under the exclusive lock. Without a secret in the attempt nothing lasts. A marker that can't be written is no failure
 * of what was done.
 */
void marker_leave(const struct store *store, const struct store_hold *hold, const struct attempt *attempt,
		  const struct marker *marker) __attribute__((nonnull));

/* Removes all of the profile's. */
void marker_clear(const struct store *store, const struct store_hold *hold) __attribute__((nonnull));

#endif
