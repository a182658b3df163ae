#include <criterion/criterion.h>

#include "base/memory.h"
#include "core/slot/backoff.h"
#include "discred/slot.h"
#include "expect.h"
#include "store_case.h"

static struct profile profile;

static void begin(void)
{
	static char *const nothing[] = {NULL};

	store_case_begin();
	env.all = nothing;
	profile = (struct profile){.id = (char *)"reader",
				   .path = (char *)scratch_text("reader.cfg", "one", 0600),
				   .api_base = (char *)"https://discord.com/api/v10"};
}

TestSuite(slot_refuse, .init = begin, .fini = store_case_end);

enum { NOW = 1700000000 };

static void put(const char *slot, const char *secret)
{
	struct token token = TOKEN_INIT;
	struct error err = ERROR_INIT;

	buf_str(&token.secret, secret);
	cr_assert_eq(slot_save_token(&store, "reader", slot, &token, &err), 0, "%s", err.text);
	token_release(&token);
}

static bool is_fresh(const char *slot)
{
	struct token token = TOKEN_INIT;
	struct error err = ERROR_INIT;
	bool fresh;

	cr_assert_eq(slot_load_token(&store, "reader", slot, &token, &err), 0, "%s", err.text);
	fresh = token_fresh(&token, NOW, 0);
	token_release(&token);
	return fresh;
}

static void refuse_as(const char *text, bool certain, int64_t now)
{
	struct buf secret = BUF_INIT(64);
	struct error err = ERROR_INIT;
	const struct slot_refusal refusal = {.store = &store,
					     .profile = &profile,
					     .env = &env,
					     .secret = &secret,
					     .reason = "401",
					     .certain = certain,
					     .now = now};

	buf_str(&secret, text);
	cr_assert_eq(slot_refuse_token(&refusal, &err), 0, "%s", err.text);
	buf_release(&secret);
}

static void refuse(const char *text, int64_t now)
{
	refuse_as(text, false, now);
}

/* How long renewing the token has to wait; 0: it has not. */
static int64_t pause_of(const char *slot, int64_t now)
{
	const struct backoff_key key = {.slot = slot, .profile = &profile, .env = &env, .about = "1/1000/0"};
	struct backoff backoff;

	backoff_load(&store, &key, now, &backoff);
	return backoff.kind == BACKOFF_KIND_PAUSE ? backoff.not_before - now : 0;
}

Test(slot_refuse, the_stored_token_is_marked)
{
	put("token", "abc");
	refuse("abc", NOW);
	cr_expect(!is_fresh("token"));
	cr_expect_eq(pause_of(BACKOFF_GRANT, NOW), 0);
}

Test(slot_refuse, another_token_is_not)
{
	put("token", "abc");
	refuse("abd", NOW);
	refuse("ab", NOW);
	refuse("", NOW);
	cr_expect(is_fresh("token"));
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
	cr_expect(is_fresh("token"));
	cr_expect(!is_fresh("token-owner"));
}

Test(slot_refuse, a_program_is_believed_once_an_hour)
{
	put("token", "first");
	refuse("first", NOW);
	put("token", "second");
	refuse("second", NOW + 3599);
	cr_expect(is_fresh("token"));
	refuse("second", NOW + 3600);
	cr_expect(!is_fresh("token"));
	put("token", "third");
	refuse("third", NOW + 3601);
	cr_expect(is_fresh("token"));
}

Test(slot_refuse, a_server_is_believed_and_renewing_waits_for_the_hour)
{
	put("token", "first");
	refuse_as("first", true, NOW);
	cr_expect_eq(pause_of(BACKOFF_GRANT, NOW), 0);
	put("token", "second");
	refuse_as("second", true, NOW + 100);
	cr_expect(!is_fresh("token"));
	cr_expect_eq(pause_of(BACKOFF_GRANT, NOW + 100), 3500);
	/* It was renewed when the hour was over: the next one waits for the next hour. */
	put("token", "third");
	refuse_as("third", true, NOW + 3610);
	cr_expect_eq(pause_of(BACKOFF_GRANT, NOW + 3610), 3590);
}

Test(slot_refuse, a_login_begins_anew)
{
	put("token", "first");
	refuse_as("first", true, NOW);
	slot_forget_refusals(&store, "reader");
	put("token", "second");
	refuse_as("second", true, NOW + 1);
	cr_expect_eq(pause_of(BACKOFF_GRANT, NOW + 1), 0);
}

Test(slot_refuse, an_uncertain_grant_stays_uncertain)
{
	const struct backoff_key key = {.slot = BACKOFF_GRANT, .profile = &profile, .env = &env, .about = "1/1000/0"};
	struct backoff backoff = {.kind = BACKOFF_KIND_NONE, .uncertain = true, .when = NOW};
	struct store_hold hold;
	struct error err = ERROR_INIT;

	cr_assert_eq(store.ops->lock(&store, "reader", STORE_EXCLUSIVE, 0, &hold, &err), 0);
	cr_assert_eq(backoff_save(&store, &hold, &key, &backoff, &err), 0);
	store.ops->unlock(&hold);
	put("token", "first");
	refuse_as("first", true, NOW);
	put("token", "second");
	refuse_as("second", true, NOW + 1);
	backoff_load(&store, &key, NOW + 1, &backoff);
	cr_expect(backoff.uncertain);
	cr_expect_eq(backoff.kind, BACKOFF_KIND_PAUSE);
}

Test(slot_refuse, a_time_in_the_future_was_another_clock)
{
	put("token", "first");
	refuse("first", NOW + 100000);
	put("token", "second");
	refuse("second", NOW);
	cr_expect(!is_fresh("token"));
}

Test(slot_refuse, not_while_somebody_renews)
{
	struct store_hold hold = STORE_HOLD_INIT;
	struct error err = ERROR_INIT;

	put("token", "abc");
	cr_assert_eq(store.ops->lock(&store, "reader", STORE_EXCLUSIVE, 0, &hold, &err), 0);
	refuse("abc", NOW);
	cr_expect(is_fresh("token"));
	store.ops->unlock(&hold);
}
