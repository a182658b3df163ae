#include <criterion/criterion.h>

#include "base/memory.h"
#include "discred/slot.h"
#include "expect.h"
#include "store_case.h"

TestSuite(slot_refuse, .init = store_case_begin, .fini = store_case_end);

enum { NOW = 1700000000 };

static void put(const char *slot, const char *secret)
{
	struct token token = TOKEN_INIT;
	struct error err = ERROR_INIT;

	buf_str(&token.secret, secret);
	cr_assert_eq(slot_save_token(&store, "reader", slot, &token, &err), 0, "%s", err.text);
	token_release(&token);
}

static bool has(const char *slot)
{
	struct token token = TOKEN_INIT;
	struct error err = ERROR_INIT;
	bool there = !slot_load_token(&store, "reader", slot, &token, &err);

	token_release(&token);
	return there;
}

static void refuse(const char *text, int64_t now)
{
	struct buf secret = BUF_INIT(64);
	struct error err = ERROR_INIT;

	buf_str(&secret, text);
	cr_assert_eq(slot_refuse_token(&store, "reader", &secret, now, &err), 0, "%s", err.text);
	buf_release(&secret);
}

Test(slot_refuse, the_stored_token_is_given_up)
{
	put("token", "abc");
	refuse("abc", NOW);
	cr_expect(!has("token"));
}

Test(slot_refuse, another_token_is_not)
{
	put("token", "abc");
	refuse("abd", NOW);
	refuse("ab", NOW);
	refuse("", NOW);
	cr_expect(has("token"));
}

Test(slot_refuse, nothing_stored_leaves_nothing)
{
	struct strings slots = STRINGS_INIT;
	struct error err = ERROR_INIT;

	refuse("abc", NOW);
	cr_assert_eq(store.ops->list(&store, "reader", &slots, &err), 0);
	cr_expect_eq(slots.count, 0);
	strings_release(&slots);
}

Test(slot_refuse, tokens_of_other_sources_too)
{
	put("token", "abc");
	put("token-owner", "xyz");
	refuse("xyz", NOW);
	cr_expect(has("token"));
	cr_expect(!has("token-owner"));
}

Test(slot_refuse, once_an_hour)
{
	put("token", "first");
	refuse("first", NOW);
	put("token", "second");
	refuse("second", NOW + 3599);
	cr_expect(has("token"));
	refuse("second", NOW + 3600);
	cr_expect(!has("token"));
	put("token", "third");
	refuse("third", NOW + 3601);
	cr_expect(has("token"));
}

Test(slot_refuse, a_time_in_the_future_was_another_clock)
{
	put("token", "first");
	refuse("first", NOW + 100000);
	put("token", "second");
	refuse("second", NOW);
	cr_expect(!has("token"));
}

Test(slot_refuse, not_while_somebody_renews)
{
	struct store_hold hold = STORE_HOLD_INIT;
	struct error err = ERROR_INIT;

	put("token", "abc");
	cr_assert_eq(store.ops->lock(&store, "reader", STORE_EXCLUSIVE, 0, &hold, &err), 0);
	refuse("abc", NOW);
	cr_expect(has("token"));
	store.ops->unlock(&hold);
}
