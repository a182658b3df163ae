#include <criterion/criterion.h>

#include "base/memory.h"
#include "core/stack/grant.h"
#include "discred/token.h"

static struct token sample(void)
{
	struct token token = TOKEN_INIT;

	buf_str(&token.secret, "tok.en-1");
	token.issued = 1000;
	token.expires = 2000;
	token.scope = xstrdup("identify");
	token.scope_asked = xstrdup("identify guilds");
	token.client_id = xstrdup("157730590492196864");
	token.api_base = xstrdup("https://discord.com/api/v10");
	return token;
}

Test(token, is_fresh_while_it_has_min_valid_left)
{
	struct token token = sample();

	cr_expect(token_fresh(&token, 1600, 400));
	cr_expect_not(token_fresh(&token, 1601, 400));
	cr_expect(token_fresh(&token, 1999, 0));
	cr_expect_not(token_fresh(&token, 2000, 0));
	cr_expect_not(token_fresh(&token, 3000, 0));
	token_release(&token);
}

/* It lives from 1000 to 2000. */
Test(token, half_of_a_life_is_enough_for_a_wish_and_never_for_a_demand)
{
	struct token token = sample();

	cr_expect_eq(token_life(&token), 1000);
	cr_expect(token_fresh(&token, 1500, 5000));
	cr_expect_not(token_fresh(&token, 1501, 5000));
	cr_expect(token_lasts(&token, 1000, 1000));
	cr_expect_not(token_lasts(&token, 1001, 1000));
	token.issued = 0;
	cr_expect_eq(token_life(&token), 0);
	cr_expect_not(token_fresh(&token, 1500, 5000));
	token_release(&token);
}

Test(token, that_the_api_refused_is_dead)
{
	struct token token = sample();

	cr_expect(token_alive(&token, 1500));
	token.refused = xstrdup("401: Unauthorized");
	cr_expect_not(token_alive(&token, 1500));
	cr_expect_not(token_fresh(&token, 1500, 0));
	token_release(&token);
}

Test(token, without_an_end_stays_fresh)
{
	struct token token = sample();

	token.expires = 0;
	cr_expect(token_fresh(&token, 999999999, 86400));
	token_release(&token);
}

Test(token, from_the_future_is_stale)
{
	struct token token = sample();

	cr_expect(token_fresh(&token, 1000 - TOKEN_CLOCK_SKEW, 60));
	cr_expect_not(token_fresh(&token, 1000 - TOKEN_CLOCK_SKEW - 1, 60));
	token_release(&token);
}

Test(token, times_may_be_as_far_away_as_they_like)
{
	struct token token = sample();

	token.expires = INT64_MIN;
	cr_expect_not(token_fresh(&token, 1000, 0));
	token.expires = INT64_MAX;
	cr_expect(token_fresh(&token, 1000, 60));
	token.issued = INT64_MAX;
	cr_expect_not(token_fresh(&token, 1000, 60));
	token_release(&token);
}

Test(token, types_in_any_letter_case)
{
	enum token_type type = TOKEN_BOT;

	cr_expect_eq(token_type_parse("bearer", &type), 0);
	cr_expect_eq(type, TOKEN_BEARER);
	cr_expect_eq(token_type_parse("BOT", &type), 0);
	cr_expect_eq(type, TOKEN_BOT);
	cr_expect_eq(token_type_parse("Basic", &type), -1);
	cr_expect_str_eq(token_type_name(TOKEN_BEARER), "Bearer");
	cr_expect_str_eq(token_type_name(TOKEN_BOT), "Bot");
}

Test(token, bytes_that_can_stand_in_a_header)
{
	cr_expect(token_bytes_valid("!~a", 3));
	cr_expect_not(token_bytes_valid("", 0));
	cr_expect_not(token_bytes_valid("a b", 3));
	cr_expect_not(token_bytes_valid("a\n", 2));
	cr_expect_not(token_bytes_valid("a\0b", 3));
	cr_expect_not(token_bytes_valid("a\x7f", 2));
	cr_expect_not(token_bytes_valid("\xc3\xa9", 2));
}

Test(token, survives_a_record)
{
	struct token token = sample();
	struct token again = TOKEN_INIT;
	struct record record = RECORD_INIT;
	struct error err = ERROR_INIT;

	cr_assert_eq(token_to_record(&token, &record, &err), 0);
	cr_assert_eq(token_from_record(&again, &record, &err), 0, "%s", err.text);
	cr_expect(buf_equal(&token.secret, &again.secret));
	cr_expect_eq(again.type, TOKEN_BEARER);
	cr_expect_eq(again.issued, 1000);
	cr_expect_eq(again.expires, 2000);
	cr_expect_str_eq(again.scope_asked, "identify guilds");
	cr_expect_str_eq(again.scope, "identify");
	cr_expect_str_eq(again.client_id, "157730590492196864");
	cr_expect_str_eq(again.api_base, "https://discord.com/api/v10");
	token_release(&token);
	token_release(&again);
	record_release(&record);
}

static void expect_refused(const char *key, const char *value, const char *message)
{
	static const char *const keys[][2] = {
	    {"access_token", "t"}, {"token_type", "Bearer"}, {"issued", "1"}, {"expires", "2"}};
	struct record record = RECORD_INIT;
	struct token token = TOKEN_INIT;
	struct error err = ERROR_INIT;

	for (size_t i = 0; i < 4; i++) {
		bool this = !strcmp(keys[i][0], key);

		if (!this || value)
			cr_assert_eq(record_add_text(&record, keys[i][0], this ? value : keys[i][1], &err), 0);
	}
	cr_expect_eq(token_from_record(&token, &record, &err), -1, "accepted %s", key);
	cr_expect_eq(err.code, ERROR_CONFIG);
	cr_expect_str_eq(err.text, message);
	token_release(&token);
	record_release(&record);
}

Test(token, damaged_records_are_refused)
{
	expect_refused("access_token", NULL, "record: there is no usable 'access_token'");
	expect_refused("access_token", "a b", "record: there is no usable 'access_token'");
	expect_refused("token_type", "Basic", "record: 'token_type' is neither Bearer nor Bot");
	expect_refused("issued", "soon", "record: 'issued' is not a number");
	expect_refused("expires", NULL, "record: 'expires' is not a number");
}

Test(grant, survives_a_record_and_has_a_name)
{
	struct grant grant = GRANT_INIT;
	struct grant again = GRANT_INIT;
	struct record record = RECORD_INIT;
	struct error err = ERROR_INIT;
	char *name;

	buf_str(&grant.refresh, "refresh.1");
	grant.client_id = xstrdup("157");
	grant.api_base = xstrdup("https://discord.com/api/v10");
	grant.scope = xstrdup("identify");
	grant.scope_asked = xstrdup("identify");
	grant.redirect_uri = xstrdup("http://127.0.0.1:23472/callback");
	grant.obtained = 1700000000;
	grant.counter = 3;
	cr_assert_eq(grant_to_record(&grant, &record, &err), 0);
	cr_assert_eq(grant_from_record(&again, &record, &err), 0, "%s", err.text);
	cr_expect(buf_equal(&grant.refresh, &again.refresh));
	cr_expect_str_eq(again.redirect_uri, "http://127.0.0.1:23472/callback");
	name = grant_name(&again);
	cr_expect_str_eq(name, "157/1700000000/3");
	free(name);
	grant_release(&grant);
	grant_release(&again);
	record_release(&record);
}

Test(grant, without_a_refresh_token_is_refused)
{
	struct grant grant = GRANT_INIT;
	struct record record = RECORD_INIT;
	struct error err = ERROR_INIT;

	cr_expect_eq(grant_from_record(&grant, &record, &err), -1);
	cr_expect_str_eq(err.text, "record: there is no usable 'refresh_token'");
}

Test(grant, with_a_counter_that_no_renewal_could_count_on_is_refused)
{
	static const char *const bad[] = {"-1", "9223372036854775807"};

	for (size_t i = 0; i < 2; i++) {
		struct grant grant = GRANT_INIT;
		struct record record = RECORD_INIT;
		struct error err = ERROR_INIT;

		cr_assert_eq(record_add_text(&record, "refresh_token", "r", &err), 0);
		cr_assert_eq(record_add_text(&record, "obtained", "1", &err), 0);
		cr_assert_eq(record_add_text(&record, "counter", bad[i], &err), 0);
		cr_expect_eq(grant_from_record(&grant, &record, &err), -1, "accepted '%s'", bad[i]);
		cr_expect_eq(err.code, ERROR_CONFIG);
		cr_expect_str_eq(err.text, "record: 'counter' is not a count");
		record_release(&record);
	}
}

static void expect_fault(const char *value, const char *fault)
{
	const char *got = token_fault(value, strlen(value));

	cr_expect_str_eq(got ? got : "", fault, "<%s>: %s", value, got ? got : "none");
}

Test(token_fault, takes_what_rfc_6750_takes)
{
	expect_fault("aZ09-._~+/", "");
	expect_fault("a==", "");
	expect_fault("MTk4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs", "");
}

Test(token_fault, says_what_is_wrong)
{
	expect_fault("", "is empty");
	expect_fault("Bot abc", "has 'Bot' before the token");
	expect_fault("BEARER abc", "has 'Bearer' before the token");
	expect_fault("\"abc\"", "has quotes around it");
	expect_fault("'abc'", "has quotes around it");
	expect_fault("{\"token\":\"abc\"}", "is JSON");
	expect_fault("TOKEN=abc", "is an assignment, NAME=VALUE");
	expect_fault("a b", "has a blank in it");
	expect_fault(" ab", "has a blank in it");
	expect_fault("ab\r", "ends with a carriage return");
	expect_fault("ab\xc3\xa9", "has a character that no token has");
	expect_fault("a$b", "has a character that no token has");
	expect_fault("=", "has a character that no token has");
}
