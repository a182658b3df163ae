#include "cmd/api/snowflake.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/memory.h"
#include "expect.h"

static void expect_bound(const char *text, uint64_t want)
{
	struct error err = ERROR_INIT;
	uint64_t id = 0;

	cr_assert_eq(snowflake_bound(text, &id, &err), 0, "%s: %s", text, err.text);
	cr_expect_eq(id, want, "%s: %llu", text, (unsigned long long)id);
}

/* The first one is the example of Discord's reference, 2016-04-30 11:18:25.796 UTC. */
Test(snowflake, times)
{
	expect_bound("2016-04-30T11:18:25.796Z", 175928847299117063ULL >> 22 << 22);
	expect_bound("2016-04-30T13:18:25.796999+02:00", 175928847299117063ULL >> 22 << 22);
	expect_bound("2015-01-02", 86400000ULL << 22);
	expect_bound("1420156800", 86400000ULL << 22);
	expect_bound("2015-01-01T00:00:00Z", 0);
	expect_bound("2014-12-31", 0);
	expect_bound("0", 0);
}

Test(snowflake, ids)
{
	expect_bound("175928847299117063", 175928847299117063ULL);
	expect_bound("18446744073709551615", UINT64_MAX);
	cr_expect(snowflake_is_id("1759288472991"));
	cr_expect_not(snowflake_is_id("175928847299"));
	cr_expect_not(snowflake_is_id("2016-04-30"));
}

Test(snowflake, what_is_neither)
{
	static const char *const texts[] = {"", "yesterday", "2016-02-30", "2016-04-30T11:18:25", "-5", "2016-04-30x"};
	uint64_t id;

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		char *text = xasprintf("'%s' is neither a time nor an id", texts[i]);
		struct error err = ERROR_INIT;

		cr_assert_eq(snowflake_bound(texts[i], &id, &err), -1, "%s", texts[i]);
		expect_hint(err, ERROR_USAGE, text, "write '2026-11-30T12:00:00Z', '2026-11-30', or an id");
		free(text);
	}
}

Test(snowflake, what_no_id_reaches)
{
	struct error err = ERROR_INIT;
	uint64_t id;

	cr_assert_eq(snowflake_bound("18446744073709551616", &id, &err), -1);
	expect_error(err, ERROR_USAGE, "'18446744073709551616' is not an id");
	cr_assert_eq(snowflake_bound("2200-01-01", &id, &err), -1);
	expect_error(err, ERROR_USAGE, "'2200-01-01' is later than any id");
}
