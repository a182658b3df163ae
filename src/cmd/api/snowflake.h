/*
 * Discord's ids as points in time: the milliseconds since 2015 stand above the lowest 22 bits
 * (discord.com/developers/docs/reference#snowflakes).
 */
#ifndef DISCRED_API_SNOWFLAKE_H
#define DISCRED_API_SNOWFLAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "discred/error.h"

/*
 * What stands between older and newer things: an id; a time (RFC 3339, a date alone for its midnight in UTC, or Unix
 * seconds of up to 12 digits), which becomes the first id that it could have. ERROR_USAGE.
 */
int snowflake_bound(const char *text, uint64_t *id, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Whether that text is an id, and not a time. */
bool snowflake_is_id(const char *text) __attribute__((nonnull, warn_unused_result));

#endif
