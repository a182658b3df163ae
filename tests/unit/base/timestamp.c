#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/timestamp.h"
#include "expect.h"

static void expect_time(const char *text, int64_t want)
{
	struct error err = ERROR_INIT;
	int64_t when = 77;

	cr_assert_eq(timestamp_parse(text, &when, &err), 0, "%s", err.text);
	cr_assert_eq(when, want, "%s is %lld", text, (long long)when);
}

Test(timestamp, takes_what_an_api_writes)
{
	expect_time("1970-01-01T00:00:00Z", 0);
	expect_time("2021-01-23T02:33:17.017000+00:00", INT64_C(1611369197017000));
	expect_time("2021-01-23T02:33:17+00:00", INT64_C(1611369197000000));
	expect_time("2026-05-01T12:00:00Z", INT64_C(1777636800000000));
	expect_time("2026-05-01t12:00:00z", INT64_C(1777636800000000));
	expect_time("2026-05-01 12:00:00Z", INT64_C(1777636800000000));
	expect_time("2024-02-29T23:59:59.999999Z", INT64_C(1709251199999999));
	expect_time("2016-12-31T23:59:60Z", INT64_C(1483228800000000));
	expect_time("9999-12-31T23:59:59Z", INT64_C(253402300799000000));
}

Test(timestamp, takes_offsets)
{
	expect_time("2026-05-01T14:00:00+02:00", INT64_C(1777636800000000));
	expect_time("2026-05-01T06:30:00-05:30", INT64_C(1777636800000000));
	expect_time("1970-01-01T00:00:00+01:00", INT64_C(-3600000000));
}

Test(timestamp, cuts_what_is_finer_than_microseconds)
{
	expect_time("2026-05-01T12:00:00.5Z", INT64_C(1777636800500000));
	expect_time("2026-05-01T12:00:00.000001Z", INT64_C(1777636800000001));
	expect_time("2026-05-01T12:00:00.0000019999999999999999999999Z", INT64_C(1777636800000001));
}

Test(timestamp, refuses_everything_else)
{
	static const char *const wrong[] = {
	    "",
	    "now",
	    "1777636800",
	    "2026-05-01",
	    "2026-05-01T12:00:00",
	    "2026-05-01T12:00Z",
	    "2026-5-1T12:00:00Z",
	    "26-05-01T12:00:00Z",
	    "2026-13-01T12:00:00Z",
	    "2026-00-01T12:00:00Z",
	    "2026-05-00T12:00:00Z",
	    "2026-05-32T12:00:00Z",
	    "2026-04-31T12:00:00Z",
	    "2023-02-29T12:00:00Z",
	    "2026-05-01T24:00:00Z",
	    "2026-05-01T12:60:00Z",
	    "2026-05-01T12:00:61Z",
	    "2026-05-01T12:00:00.Z",
	    "2026-05-01T12:00:00+0200",
	    "2026-05-01T12:00:00+02",
	    "2026-05-01T12:00:00+24:00",
	    "2026-05-01T12:00:00+02:60",
	    "2026-05-01T12:00:00 Z",
	    "2026-05-01T12:00:00Z ",
	    " 2026-05-01T12:00:00Z",
	    "-026-05-01T12:00:00Z",
	    "+2026-05-01T12:00:00Z",
	    "1969-12-31T23:59:59Z",
	    "12026-05-01T12:00:00Z",
	};

	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct error err = ERROR_INIT;
		int64_t when = 77;
		char *message = xasprintf("'%s' is not a time", wrong[i]);

		cr_assert_eq(timestamp_parse(wrong[i], &when, &err), -1, "'%s'", wrong[i]);
		expect_hint(err, ERROR_USAGE, message, "write it like 2026-05-01T12:00:00Z");
		cr_assert_eq(when, 77);
		free(message);
	}
}
