/*
 * The clocks, and times as people and programs read them. Functions that decide something take "now" as an argument;
 * only commands ask the clock.
 */
#ifndef DISCRED_CLOCK_H
#define DISCRED_CLOCK_H

#include <stdint.h>

/* Unix seconds. */
int64_t clock_now(void) __attribute__((warn_unused_result));

/* Monotonic milliseconds. */
int64_t clock_ms(void) __attribute__((warn_unused_result));

void clock_sleep_ms(int64_t ms);

/* RFC 3339 in UTC: "2026-05-01T12:00:00Z". */
enum { CLOCK_TEXT = 32 };
void clock_rfc3339(int64_t when, char text[static CLOCK_TEXT]);

/* "in 6 days", "5 minutes ago", "now": the largest unit, rounded down. A whole one that lacks less than a
 * hundredth is whole, so that a new token of 7 days is told as that. */
void clock_relative(int64_t when, int64_t now, char text[static CLOCK_TEXT]);

#endif
