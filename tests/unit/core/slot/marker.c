#include <criterion/criterion.h>

#include "core/slot/marker.h"
#include "expect.h"
#include "store_case.h"

static struct profile profile;
static struct attempt attempt;
static struct buf secret = BUF_INIT(BUF_TOKEN_MAX);

static void begin(void)
{
	store_case_begin();
	profile = (struct profile){.id = (char *)"reader", .path = (char *)scratch_text("reader.cfg", "one", 0600)};
	buf_str(&secret, "the secret");
	attempt =
	    (struct attempt){.subject = MARKER_REFRESH, .profile = &profile, .grant = "1/1000/0", .secret = &secret};
}

static void end(void)
{
	buf_release(&secret);
	store_case_end();
}

TestSuite(marker, .init = begin, .fini = end);

static void leave(int64_t when, int64_t not_before, bool lasting)
{
	struct marker marker = {.when = when, .not_before = not_before, .lasting = lasting};
	struct store_hold hold;
	struct error err = ERROR_INIT;

	error_set(&marker.error, ERROR_TEMP, "discord.com answered 503\n");
	error_hint(&marker.error, "try again");
	cr_assert_eq(store.ops->lock(&store, "reader", STORE_EXCLUSIVE, 0, &hold, &err), 0);
	marker_leave(&store, &hold, &attempt, &marker);
	store.ops->unlock(&hold);
}

static void clear(void)
{
	struct store_hold hold;
	struct error err = ERROR_INIT;

	cr_assert_eq(store.ops->lock(&store, "reader", STORE_EXCLUSIVE, 0, &hold, &err), 0);
	marker_clear(&store, &hold);
	store.ops->unlock(&hold);
}

static enum marker_verdict judge(int64_t begun, int64_t now)
{
	struct marker marker;

	return marker_judge(&store, &attempt, begun, now, &marker);
}

Test(marker, there_is_none_at_first)
{
	cr_expect_eq(judge(0, 1000), MARKER_NONE);
}

Test(marker, holds_for_who_waited_and_until_its_time)
{
	leave(1000, 1030, false);
	cr_expect_eq(judge(990, 1005), MARKER_HOLDS, "began before the failure");
	cr_expect_eq(judge(990, 2000), MARKER_HOLDS, "began before the failure, however long ago");
	cr_expect_eq(judge(1010, 1029), MARKER_HOLDS);
	cr_expect_eq(judge(1030, 1030), MARKER_OVER);
	cr_expect_eq(judge(1010, 1031), MARKER_OVER, "began after it, and the time is over");
}

Test(marker, of_another_clock_does_not_hold)
{
	leave(5000, 5030, false);
	cr_expect_eq(judge(990, 1000), MARKER_NONE);
	leave(900, 900 + 7 * 86400, false);
	cr_expect_eq(judge(1000, 1000), MARKER_NONE);
	leave(5000, 5000, true);
	cr_expect_eq(judge(990, 1000), MARKER_NONE);
}

Test(marker, says_what_went_wrong)
{
	struct marker marker;

	leave(1000, 1030, false);
	cr_assert_eq(marker_judge(&store, &attempt, 1000, 1000, &marker), MARKER_HOLDS);
	expect_hint(marker.error, ERROR_TEMP, "discord.com answered 503?", "try again");
	cr_expect_not(marker.lasting);
}

Test(marker, that_passes_does_not_ask_for_the_secret)
{
	leave(1000, 1030, false);
	attempt.secret = NULL;
	cr_expect_eq(judge(1010, 1020), MARKER_HOLDS);
}

Test(marker, a_lasting_one_holds_for_ever)
{
	leave(1000, 1000, true);
	cr_expect_eq(judge(5000, 5000), MARKER_HOLDS);
	cr_expect_eq(judge(INT64_C(5000000000), INT64_C(5000000000)), MARKER_HOLDS);
}

Test(marker, until_the_secret_changes)
{
	leave(1000, 1000, true);
	buf_str(&secret, "!");
	cr_expect_eq(judge(5000, 5000), MARKER_OVER);
	buf_cut(&secret, secret.len - 1);
	cr_expect_eq(judge(5000, 5000), MARKER_HOLDS);
}

Test(marker, or_the_grant)
{
	leave(1000, 1000, true);
	attempt.grant = "1/1000/1";
	cr_expect_eq(judge(5000, 5000), MARKER_OVER);
	attempt.grant = NULL;
	cr_expect_eq(judge(5000, 5000), MARKER_HOLDS, "who can't know the grant takes it for unchanged");
}

Test(marker, or_the_profiles_file)
{
	leave(1000, 1030, false);
	scratch_text("reader.cfg", "two", 0600);
	cr_expect_eq(judge(1010, 1020), MARKER_OVER);
	leave(1000, 1000, true);
	cr_expect_eq(judge(5000, 5000), MARKER_HOLDS);
	cr_assert_eq(unlink(profile.path), 0);
	cr_expect_eq(judge(5000, 5000), MARKER_OVER);
}

Test(marker, a_lasting_one_is_not_for_who_does_not_know_the_secret)
{
	struct marker marker;

	leave(1000, 1030, true);
	attempt.secret = NULL;
	cr_expect_eq(marker_judge(&store, &attempt, 900, 1010, &marker), MARKER_NONE);
	cr_expect(marker.lasting);
}

Test(marker, without_a_secret_nothing_lasts)
{
	attempt.secret = NULL;
	leave(1000, 1000, true);
	attempt.secret = &secret;
	cr_expect_eq(judge(5000, 5000), MARKER_OVER);
}

Test(marker, each_subject_has_its_own)
{
	leave(1000, 1000, true);
	attempt.subject = "client_credentials identify";
	cr_expect_eq(judge(5000, 5000), MARKER_NONE);
	leave(2000, 2000, true);
	cr_expect_eq(judge(5000, 5000), MARKER_HOLDS);
	attempt.subject = MARKER_REFRESH;
	cr_expect_eq(judge(5000, 5000), MARKER_HOLDS);
	clear();
	cr_expect_eq(judge(5000, 5000), MARKER_NONE);
}

Test(marker, there_is_an_end_to_the_subjects)
{
	char subject[32];

	for (int i = 0; i < 40; i++) {
		snprintf(subject, sizeof(subject), "subject %d", i);
		attempt.subject = subject;
		leave(1000, 1000, true);
		cr_expect_eq(judge(5000, 5000), MARKER_HOLDS);
	}
	attempt.subject = "subject 0";
	cr_expect_eq(judge(5000, 5000), MARKER_NONE);
}

Test(marker, holds_no_secret_and_no_plain_hash_of_one)
{
	struct buf first = BUF_INIT(BUF_FILE_MAX);
	struct buf second = BUF_INIT(BUF_FILE_MAX);
	struct error err = ERROR_INIT;

	leave(1000, 1000, true);
	cr_assert_eq(store.ops->marker(&store, "reader", &first, &err), 0);
	leave(1000, 1000, true);
	cr_assert_eq(store.ops->marker(&store, "reader", &second, &err), 0);
	cr_expect_null(strstr(buf_text(&first), "the secret"));
	cr_expect_str_neq(strstr(buf_text(&first), "-secret="), strstr(buf_text(&second), "-secret="));
	buf_release(&first);
	buf_release(&second);
}

Test(marker, without_a_hint_says_how_long_it_holds)
{
	struct marker marker = {.when = 1000, .not_before = 1030};
	struct store_hold hold;
	struct error err = ERROR_INIT;

	error_set(&marker.error, ERROR_TEMP, "discord.com answered 429");
	cr_assert_eq(store.ops->lock(&store, "reader", STORE_EXCLUSIVE, 0, &hold, &err), 0);
	marker_leave(&store, &hold, &attempt, &marker);
	store.ops->unlock(&hold);
	cr_assert_eq(marker_judge(&store, &attempt, 1010, 1010, &marker), MARKER_HOLDS);
	expect_hint(marker.error, ERROR_TEMP, "discord.com answered 429", "try again in 20 s");
	cr_assert_eq(marker_judge(&store, &attempt, 1000, 1040, &marker), MARKER_HOLDS, "who waited gets it later too");
	expect_hint(marker.error, ERROR_TEMP, "discord.com answered 429", "");
}

Test(marker, can_be_cleared)
{
	leave(1000, 1030, false);
	clear();
	cr_expect_eq(judge(990, 1005), MARKER_NONE);
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
	cr_expect_eq(judge(990, 1005), MARKER_NONE);
	buf_release(&bytes);
}

/* What a program that knows neither grant nor secret finds out by itself. */
static bool answers(void)
{
	static char *const variables[] = {(char *)"APP_SECRET=the secret", NULL};
	struct environ own = env;
	struct marker marker;

	own.all = variables;
	return marker_answers(&store, MARKER_REFRESH, &profile, &own, 5000, 5000, &marker);
}

Test(marker, answers_where_the_secret_is_at_hand)
{
	leave(1000, 1000, true);
	profile.client_secret = (struct secret_ref){.kind = SECRET_ENV, .name = (char *)"APP_SECRET"};
	cr_expect(answers());
	profile.client_secret = (struct secret_ref){.kind = SECRET_PLAIN, .plain = secret};
	cr_expect(answers());
	profile.client_secret =
	    (struct secret_ref){.kind = SECRET_FILE, .name = (char *)scratch_text("s", "the secret\n", 0600)};
	cr_expect(answers());
	scratch_text("s", "another\n", 0600);
	cr_expect_not(answers());
	profile.client_secret.name = (char *)"/nonexistent";
	cr_expect_not(answers());
}

Test(marker, answers_for_a_public_client)
{
	buf_clear(&secret);
	leave(1000, 1000, true);
	profile.public_client = true;
	cr_expect(answers());
}

Test(marker, runs_nothing_for_the_secret)
{
	leave(1000, 1000, true);
	profile.client_secret = (struct secret_ref){.kind = SECRET_COMMAND};
	cr_expect_not(answers());
	profile.client_secret = (struct secret_ref){.kind = SECRET_STORED};
	cr_expect_not(answers());
	profile.client_secret = (struct secret_ref){.kind = SECRET_ABSENT};
	cr_expect_not(answers());
}
