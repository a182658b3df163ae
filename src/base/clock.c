#include "base/clock.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>

#include "base/memory.h"

int64_t clock_now(void)
{
	struct timespec now;

	/* time() reads the clock of the last tick: for milliseconds of each second it is one behind others. */
	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec;
}

int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void clock_sleep_ms(int64_t ms)
{
	struct timespec left = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		continue;
}

void clock_rfc3339(int64_t when, char text[static CLOCK_TEXT])
{
	time_t seconds = (time_t)when;
	struct tm utc;

	if (!gmtime_r(&seconds, &utc) || !strftime(text, CLOCK_TEXT, "%Y-%m-%dT%H:%M:%SZ", &utc))
		snprintf(text, CLOCK_TEXT, "%lld", (long long)when);
}

void clock_relative(int64_t when, int64_t now, char text[static CLOCK_TEXT])
{
	static const struct {
		uint64_t seconds;
		const char *name;
	} units[] = {{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
	/* Unsigned: the times may come from a file, and be as far apart as they like. */
	uint64_t distance = when > now ? (uint64_t)when - (uint64_t)now : (uint64_t)now - (uint64_t)when;

	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		uint64_t unit = units[i].seconds;
		unsigned long long count = distance / unit + (distance % unit > unit - unit / 100);

		if (!count)
			continue;
		snprintf(text, CLOCK_TEXT, "%s%llu %s%s%s", when > now ? "in " : "", count, units[i].name,
			 count == 1 ? "" : "s", when > now ? "" : " ago");
		return;
	}
	snprintf(text, CLOCK_TEXT, "now");
}
