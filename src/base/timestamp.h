/*
 * Times as an API writes them: RFC 3339, such as 2021-01-23T02:33:17.017000+00:00 or 2026-05-01T12:00:00Z.
 */
#ifndef DISCRED_TIMESTAMP_H
#define DISCRED_TIMESTAMP_H

#include <stdint.h>

#include "discred/error.h"

/*
 * Microseconds of Unix time; what is finer is cut off. The offset from UTC must be there, and the date must exist; the
 * 60th second of a minute is the next one's first. ERROR_USAGE.
 */
int timestamp_parse(const char *text, int64_t *when, struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
