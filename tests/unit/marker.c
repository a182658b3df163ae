#include <criterion/criterion.h>

#include "discred/marker.h"
#include "expect.h"
#include "store_case.h"

TestSuite(marker, .init = store_case_begin, .fini = store_case_end);

static void leave(int64_t when, int64_t not_before)
{
	struct marker marker = {.when = when, .not_before = not_before};
	struct store_hold hold;
	struct error err = ERROR_INIT;

	error_set(&marker.error, ERROR_TEMP, "discord.com answered 503\n");
	error_hint(&marker.error, "try again");
	cr_assert_eq(store.ops->lock(&store, "reader", STORE_EXCLUSIVE, 0, &hold, &err), 0);
	marker_leave(&store, &hold, &marker);
	store.ops->unlock(&hold);
}

static bool holds(int64_t begun, int64_t now)
{
	struct marker marker;

	return marker_holds(&store, "reader", begun, now, &marker);
}

Test(marker, there_is_none_at_first)
{
	cr_expect_not(holds(0, 1000));
}

Test(marker, holds_for_who_waited_and_until_its_time)
{
	leave(1000, 1030);
	cr_expect(holds(990, 1005), "began before the failure");
	cr_expect(holds(990, 2000), "began before the failure, however long ago");
	cr_expect(holds(1010, 1029));
	cr_expect_not(holds(1030, 1030));
	cr_expect_not(holds(1010, 1031), "began after it, and the time is over");
}

Test(marker, of_another_clock_does_not_hold)
{
	leave(5000, 5030);
	cr_expect_not(holds(990, 1000));
	leave(900, 900 + 7 * 86400);
	cr_expect_not(holds(1000, 1000));
}

Test(marker, says_what_went_wrong)
{
	struct marker marker;

	leave(1000, 1030);
	cr_assert(marker_holds(&store, "reader", 1000, 1000, &marker));
	expect_hint(marker.error, ERROR_TEMP, "discord.com answered 503?", "try again");
}

Test(marker, without_a_hint_says_how_long_it_holds)
{
	struct marker marker = {.when = 1000, .not_before = 1030};
	struct store_hold hold;
	struct error err = ERROR_INIT;

	error_set(&marker.error, ERROR_TEMP, "discord.com answered 429");
	cr_assert_eq(store.ops->lock(&store, "reader", STORE_EXCLUSIVE, 0, &hold, &err), 0);
	marker_leave(&store, &hold, &marker);
	store.ops->unlock(&hold);
	cr_assert(marker_holds(&store, "reader", 1010, 1010, &marker));
	expect_hint(marker.error, ERROR_TEMP, "discord.com answered 429", "try again in 20 s");
	cr_assert(marker_holds(&store, "reader", 1000, 1040, &marker), "who waited gets it later too");
	expect_hint(marker.error, ERROR_TEMP, "discord.com answered 429", "");
}

Test(marker, can_be_cleared)
{
	struct store_hold hold;
	struct error err = ERROR_INIT;

	leave(1000, 1030);
	cr_assert_eq(store.ops->lock(&store, "reader", STORE_EXCLUSIVE, 0, &hold, &err), 0);
	marker_clear(&store, &hold);
	store.ops->unlock(&hold);
	cr_expect_not(holds(990, 1005));
}

Test(marker, half_written_is_none)
{
	struct buf bytes = BUF_INIT(64);
	struct store_hold hold;
	struct error err = ERROR_INIT;

	buf_str(&bytes, "discred-record 1\nwhen=1000\n");
	cr_assert_eq(store.ops->lock(&store, "reader", STORE_EXCLUSIVE, 0, &hold, &err), 0);
	cr_assert_eq(store.ops->mark(&hold, &bytes, &err), 0);
	store.ops->unlock(&hold);
	cr_expect_not(holds(990, 1005));
	buf_release(&bytes);
}
