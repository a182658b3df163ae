#include <criterion/criterion.h>
#include <time.h>

#include "base/clock.h"
#include "base/memory.h"

Test(clock, now_is_now)
{
	int64_t before = (int64_t)time(NULL);
	int64_t now = clock_now();

	cr_assert_leq(before, now);
	cr_assert_leq(now, (int64_t)time(NULL));
}

Test(clock, milliseconds_do_not_go_back)
{
	struct timespec before;
	struct timespec after;
	int64_t ms;

	clock_gettime(CLOCK_MONOTONIC, &before);
	ms = clock_ms();
	clock_gettime(CLOCK_MONOTONIC, &after);
	cr_assert_leq((int64_t)before.tv_sec * 1000 + before.tv_nsec / 1000000, ms);
	cr_assert_leq(ms, (int64_t)after.tv_sec * 1000 + after.tv_nsec / 1000000);
}

static void expect_rfc3339(int64_t when, const char *want)
{
	char text[CLOCK_TEXT];

	clock_rfc3339(when, text);
	cr_assert_str_eq(text, want);
}

Test(clock, rfc3339)
{
	expect_rfc3339(0, "1970-01-01T00:00:00Z");
	expect_rfc3339(1777636800, "2026-05-01T12:00:00Z");
	expect_rfc3339(951782399, "2000-02-28T23:59:59Z");
	expect_rfc3339(951782400, "2000-02-29T00:00:00Z");
	expect_rfc3339(-1, "1969-12-31T23:59:59Z");
	expect_rfc3339(INT64_C(4294967296), "2106-02-07T06:28:16Z");
	expect_rfc3339(INT64_C(253402300799), "9999-12-31T23:59:59Z");
}

Test(clock, rfc3339_of_a_time_that_has_no_date)
{
	expect_rfc3339(INT64_MAX, "9223372036854775807");
	expect_rfc3339(INT64_MIN, "-9223372036854775808");
}

static void expect_relative(int64_t when, int64_t now, const char *want)
{
	char text[CLOCK_TEXT];

	clock_relative(when, now, text);
	cr_assert_str_eq(text, want);
}

Test(clock, relative)
{
	static const struct {
		int64_t distance;
		const char *future;
		const char *past;
	} rows[] = {
	    {1, "in 1 second", "1 second ago"},        {2, "in 2 seconds", "2 seconds ago"},
	    {59, "in 59 seconds", "59 seconds ago"},   {60, "in 1 minute", "1 minute ago"},
	    {119, "in 1 minute", "1 minute ago"},      {120, "in 2 minutes", "2 minutes ago"},
	    {3564, "in 59 minutes", "59 minutes ago"}, {3599, "in 1 hour", "1 hour ago"},
	    {3600, "in 1 hour", "1 hour ago"},         {7200, "in 2 hours", "2 hours ago"},
	    {85536, "in 23 hours", "23 hours ago"},    {86399, "in 1 day", "1 day ago"},
	    {86400, "in 1 day", "1 day ago"},          {603936, "in 6 days", "6 days ago"},
	    {604799, "in 7 days", "7 days ago"},       {604800, "in 7 days", "7 days ago"},
	    {31536000, "in 365 days", "365 days ago"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		expect_relative(1000000 + rows[i].distance, 1000000, rows[i].future);
		expect_relative(1000000 - rows[i].distance, 1000000, rows[i].past);
	}
	expect_relative(1000000, 1000000, "now");
}

Test(clock, relative_of_times_that_are_far_apart)
{
	expect_relative(INT64_MAX, INT64_MIN, "in 213503982334601 days");
	expect_relative(INT64_MIN, INT64_MAX, "213503982334601 days ago");
	expect_relative(INT64_MIN, 1000000, "106751991167312 days ago");
	expect_relative(INT64_MAX, -1, "in 106751991167300 days");
}
