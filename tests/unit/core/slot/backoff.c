#include <criterion/criterion.h>
#include <stdlib.h>

#include "core/slot/backoff.h"
#include "expect.h"
#include "store_case.h"

static struct profile profile;
static struct environ other_env;
static struct backoff_key key;

static void begin(void)
{
	static char *const nothing[] = {NULL};

	store_case_begin();
	env.all = nothing;
	profile = (struct profile){.id = (char *)"reader",
				   .path = (char *)scratch_text("reader.cfg", "one", 0600),
				   .api_base = (char *)"https://discord.com/api/v10"};
	key = (struct backoff_key){.slot = BACKOFF_GRANT, .profile = &profile, .env = &env, .about = "1/1000/0"};
}

TestSuite(backoff, .init = begin, .fini = store_case_end);

static void locked(void (*change)(const struct store_hold *hold, const struct backoff *backoff),
		   const struct backoff *backoff)
{
	struct store_hold hold;
	struct error err = ERROR_INIT;

	cr_assert_eq(store.ops->lock(&store, "reader", STORE_EXCLUSIVE, 0, &hold, &err), 0);
	change(&hold, backoff);
	store.ops->unlock(&hold);
}

static void save(const struct store_hold *hold, const struct backoff *backoff)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(backoff_save(&store, hold, &key, backoff, &err), 0, "%s", err.text);
}

static void clear(const struct store_hold *hold, const struct backoff *backoff)
{
	(void)backoff;
	backoff_clear(&store, hold, "reader", BACKOFF_GRANT);
}

/* Fails at 1000, and pauses until 1060. */
static void fail(enum backoff_kind kind, bool uncertain)
{
	struct backoff backoff = {.kind = kind, .when = 1000, .not_before = 1060, .uncertain = uncertain};

	error_set(&backoff.error, ERROR_TEMP, "discord.com answered 503\n");
	locked(save, &backoff);
}

static struct backoff load(int64_t now)
{
	struct backoff backoff;

	backoff_load(&store, &key, now, &backoff);
	return backoff;
}

static bool holds(int64_t begun, int64_t now, bool alive)
{
	struct backoff backoff = load(now);

	return backoff_holds(&backoff, begun, now, BACKOFF_REFUSED, alive);
}

Test(backoff, there_is_none_at_first)
{
	cr_expect_eq(load(1000).kind, BACKOFF_KIND_NONE);
	cr_expect_not(holds(0, 1000, true));
}

Test(backoff, a_pause_answers_who_began_before_it_and_everybody_until_its_end)
{
	struct backoff backoff;

	fail(BACKOFF_KIND_PAUSE, false);
	backoff = load(1010);
	expect_hint(backoff.error, ERROR_TEMP, "discord.com answered 503?", "try again in 50 s");
	cr_expect(holds(1050, 1059, true));
	cr_expect_not(holds(1060, 1060, false));
	cr_expect(holds(1000, 5000, false));
}

Test(backoff, a_refusal_lasts_an_hour)
{
	fail(BACKOFF_KIND_REFUSED, false);
	cr_expect(holds(4599, 4599, false));
	cr_expect_not(holds(4600, 4600, false));
}

Test(backoff, an_uncertain_grant_is_not_sent_while_its_token_lives)
{
	fail(BACKOFF_KIND_PAUSE, true);
	cr_expect(holds(9000, 9000, true));
	cr_expect_not(holds(9000, 9000, false));
	key.about = "1/1000/1";
	cr_expect_not(load(9000).uncertain);
}

Test(backoff, ends_when_the_profile_changes_but_what_is_uncertain_stays_so)
{
	fail(BACKOFF_KIND_REFUSED, true);
	scratch_text("reader.cfg", "another", 0600);
	cr_expect_eq(load(1001).kind, BACKOFF_KIND_NONE);
	cr_expect(load(1001).uncertain);
}

Test(backoff, ends_when_the_file_of_the_secret_changes)
{
	profile.client_secret = (struct secret_ref){
	    .kind = SECRET_FILE, .name = (char *)scratch_text("secret", "one", 0600), .plain = BUF_INIT(1)};
	fail(BACKOFF_KIND_REFUSED, false);
	cr_expect_eq(load(1001).kind, BACKOFF_KIND_REFUSED);
	scratch_text("secret", "another", 0600);
	cr_expect_eq(load(1001).kind, BACKOFF_KIND_NONE);
}

Test(backoff, of_another_grant_or_slot_is_none)
{
	fail(BACKOFF_KIND_PAUSE, false);
	key.about = "1/1000/1";
	cr_expect_eq(load(1001).kind, BACKOFF_KIND_NONE);
	key.about = NULL;
	cr_expect_eq(load(1001).kind, BACKOFF_KIND_PAUSE);
	key.slot = "owner_identify";
	cr_expect_eq(load(1001).kind, BACKOFF_KIND_NONE);
}

Test(backoff, a_slot_is_cleared_by_itself)
{
	fail(BACKOFF_KIND_PAUSE, false);
	key.slot = "owner_identify";
	fail(BACKOFF_KIND_REFUSED, false);
	locked(clear, NULL);
	cr_expect_eq(load(1001).kind, BACKOFF_KIND_REFUSED);
	key.slot = BACKOFF_GRANT;
	cr_expect_eq(load(1001).kind, BACKOFF_KIND_NONE);
}

Test(backoff, a_slot_of_the_owner_for_each_scope)
{
	char *slot = backoff_owner_slot("identify guilds.members.read");

	cr_expect_str_eq(slot, "owner_identify_guilds_members_read");
	free(slot);
}

Test(backoff, says_how_to_go_on_where_a_mended_secret_cannot_be_seen)
{
	profile.client_secret.kind = SECRET_ENV;
	fail(BACKOFF_KIND_REFUSED, false);
	cr_expect_str_eq(load(1001).error.hint, "'discred auth refresh --force reader' asks again at once");
}

Test(backoff, one_from_the_future_is_none)
{
	fail(BACKOFF_KIND_REFUSED, false);
	cr_expect_eq(load(999).kind, BACKOFF_KIND_NONE);
}

Test(backoff, a_proxy_that_failed_binds_only_those_who_use_it)
{
	struct backoff backoff = {.kind = BACKOFF_KIND_PAUSE, .when = 1000, .not_before = 1060, .by_proxy = true};
	char *const with[] = {(char *)"https_proxy=http://user:pass@proxy:3128", NULL};

	other_env = env;
	other_env.all = with;
	key.env = &other_env;
	locked(save, &backoff);
	cr_expect_eq(load(1001).kind, BACKOFF_KIND_PAUSE);
	key.env = &env;
	cr_expect_eq(load(1001).kind, BACKOFF_KIND_NONE);
}
