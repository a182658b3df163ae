/*
 * The marker of the last failed renewal, beside the profile's lock: what a thousand waiters are answered with, so that
 * they do not each try.
 *
 * It holds for whoever began to wait before the failure, and for everybody until not_before.
 */
#ifndef DISCRED_MARKER_H
#define DISCRED_MARKER_H

#include <stdbool.h>
#include <stdint.h>

#include "discred/error.h"
#include "discred/store.h"

/*
 * How long a failure that named no time of its own holds, in seconds. What a person can mend holds for as long as
 * mending takes at least: a program that asks in a loop must not become a loop of refused requests at Discord.
 */
enum { MARKER_PAUSE = 30, MARKER_PAUSE_REFUSED = 5 };

struct marker {
	struct error error;
	int64_t when;       /* Unix seconds of the failure */
	int64_t not_before; /* Unix seconds: nobody asks again before */
};

/*
 * True, and the marker filled, if one is there and holds for a caller that began at `begun`. An error without a hint of
 * its own says how long the marker holds.
 */
bool marker_holds(const struct store *store, const char *profile, int64_t begun, int64_t now, struct marker *marker)
    __attribute__((nonnull, warn_unused_result));

/* Under the exclusive lock. A marker that can't be written is no failure of what was done. */
void marker_leave(const struct store *store, const struct store_hold *hold, const struct marker *marker)
    __attribute__((nonnull));
void marker_clear(const struct store *store, const struct store_hold *hold) __attribute__((nonnull));

#endif
