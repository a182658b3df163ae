#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expect.h"
#include "net/oauth/oauth.h"

static int parse(const char *text, struct oauth_answer *answer, struct error *err)
{
	struct buf body = BUF_INIT(BUF_REPLY_MAX);
	int result;

	oauth_answer_init(answer);
	buf_str(&body, text);
	cr_assert(buf_ok(&body));
	result = oauth_answer_parse(&body, "asked for", answer, err);
	buf_release(&body);
	return result;
}

static void accept_answer(const char *text, struct oauth_answer *answer)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(parse(text, answer, &err), 0, "%s: %s", text, err.text);
}

Test(oauth_answer, is_read_as_discord_documents_it)
{
	struct oauth_answer answer;

	accept_answer("{\n  \"access_token\": \"6qrZcUqja7812RVdnEKjpzOL4CvHBFG\",\n  \"token_type\": \"Bearer\",\n"
		      "  \"expires_in\": 604800,\n  \"refresh_token\": \"D43f5y0ahjqew82jZ4NViEr2YafMKhue\",\n"
		      "  \"scope\": \"identify\"\n}",
		      &answer);
	cr_assert_str_eq(buf_text(&answer.access_token), "6qrZcUqja7812RVdnEKjpzOL4CvHBFG");
	cr_assert_str_eq(buf_text(&answer.refresh_token), "D43f5y0ahjqew82jZ4NViEr2YafMKhue");
	cr_assert_str_eq(answer.scope, "identify");
	cr_assert(answer.scope_named);
	cr_assert_eq(answer.expires_in, 604800);
	cr_assert_eq(answer.guild.len, 0);
	cr_assert_eq(answer.webhook.len, 0);
	oauth_answer_release(&answer);
}

Test(oauth_answer, keeps_guild_and_webhook_as_compact_json)
{
	struct oauth_answer answer;

	accept_answer(
	    "{\"token_type\": \"Bearer\", \"access_token\": \"a\", \"scope\": \"bot webhook.incoming\", \"iss\": "
	    "\"x\",\n"
	    " \"guild\": {\"id\": \"2909267986263572999\", \"name\": \"a \\\"guild\\\"\\n\", \"mfa_level\": 0,\n"
	    "  \"roles\": [{\"id\": \"2909267986263572999\", \"permissions\": 49794752}]},\n"
	    " \"webhook\": {\"id\": \"347114750880120863\", \"token\": \"kb\", \"avatar\": null}}",
	    &answer);
	cr_assert_str_eq(buf_text(&answer.guild),
			 "{\"id\":\"2909267986263572999\",\"name\":\"a \\\"guild\\\"\\n\",\"mfa_level\":0,"
			 "\"roles\":[{\"id\":\"2909267986263572999\",\"permissions\":49794752}]}");
	cr_assert_str_eq(buf_text(&answer.webhook), "{\"id\":\"347114750880120863\",\"token\":\"kb\",\"avatar\":null}");
	oauth_answer_release(&answer);
}

Test(oauth_answer, drops_the_lists_of_a_guild_that_is_too_large)
{
	struct buf text = BUF_INIT(BUF_REPLY_MAX);
	struct oauth_answer answer;

	buf_str(&text, "{\"token_type\":\"Bearer\",\"access_token\":\"a\",\"guild\":{\"id\":\"1\",\"roles\":[");
	for (int i = 0; i < 5000; i++)
		buf_printf(&text, "{\"id\":\"290926798626357299%d\"},", i);
	buf_str(&text, "0],\"name\":\"n\"}}");
	accept_answer(buf_text(&text), &answer);
	cr_assert_eq(answer.guild.len, strlen("{\"id\":\"1\",\"name\":\"n\"}"));
	cr_assert_str_eq(buf_text(&answer.guild), "{\"id\":\"1\",\"name\":\"n\"}");
	buf_release(&text);
	oauth_answer_release(&answer);
}

Test(oauth_answer, drops_a_guild_that_cannot_be_kept)
{
	struct buf text = BUF_INIT(BUF_REPLY_MAX);
	struct oauth_answer answer;

	buf_str(&text, "{\"token_type\":\"Bearer\",\"access_token\":\"a\",\"guild\":{\"id\":\"1\",\"name\":\"");
	for (int i = 0; i < OAUTH_EXTRA_MAX; i++)
		buf_char(&text, 'x');
	buf_str(&text, "\"}}");
	accept_answer(buf_text(&text), &answer);
	cr_assert_eq(answer.guild.len, 0);
	cr_assert_str_eq(buf_text(&answer.access_token), "a");
	buf_release(&text);
	oauth_answer_release(&answer);
}

Test(oauth_answer, takes_tokens_of_kilobytes_up_to_the_limit)
{
	static char token[BUF_TOKEN_MAX + 2];
	struct error err = ERROR_INIT;
	struct buf text = BUF_INIT(BUF_REPLY_MAX);
	struct oauth_answer answer;

	memset(token, 'x', BUF_TOKEN_MAX);
	buf_printf(&text, "{\"token_type\":\"Bearer\",\"access_token\":\"%s\",\"refresh_token\":\"%s\"}", token, token);
	accept_answer(buf_text(&text), &answer);
	cr_assert_eq(answer.access_token.len, BUF_TOKEN_MAX);
	cr_assert_eq(answer.refresh_token.len, BUF_TOKEN_MAX);
	oauth_answer_release(&answer);
	token[BUF_TOKEN_MAX] = 'x';
	buf_clear(&text);
	buf_printf(&text, "{\"token_type\":\"Bearer\",\"access_token\":\"%s\"}", token);
	cr_assert_eq(parse(buf_text(&text), &answer, &err), -1);
	expect_error(err, ERROR_TEMP, "the answer is no token answer: there is no usable access_token");
	buf_release(&text);
	oauth_answer_release(&answer);
}

Test(oauth_answer, fills_in_what_was_left_out)
{
	static const char *const texts[] = {
	    "{\"token_type\":\"bearer\",\"access_token\":\"a\"}",
	    "{\"token_type\":\"BEARER\",\"access_token\":\"a\",\"refresh_token\":null,\"expires_in\":null,\"scope\":"
	    "null,"
	    "\"guild\":null,\"webhook\":[1]}",
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct oauth_answer answer;

		accept_answer(texts[i], &answer);
		cr_assert_str_eq(answer.scope, "asked for");
		cr_assert_not(answer.scope_named);
		cr_assert_eq(answer.expires_in, 0);
		cr_assert_eq(answer.refresh_token.len, 0);
		cr_assert_eq(answer.guild.len, 0);
		cr_assert_eq(answer.webhook.len, 0);
		oauth_answer_release(&answer);
	}
}

Test(oauth_answer, reads_lifetimes)
{
	static const struct {
		const char *number;
		int64_t seconds;
	} lifetimes[] = {
	    {"1", 1},
	    {"604800.0", 604800},
	    {"604800.9", 604800},
	    {"0", 1},
	    {"-0.0", 1},
	    {"0.5", 1},
	    {"1e3", 1000},
	    {"315360000", 315360000},
	    {"315360001", 315360000},
	    {"1e300", 315360000},
	    {"9223372036854775807", 315360000},
	    {"99999999999999999999999", 315360000},
	};

	for (size_t i = 0; i < ARRAY_LEN(lifetimes); i++) {
		struct oauth_answer answer;
		char text[256];

		snprintf(text, sizeof(text), "{\"token_type\":\"Bearer\",\"access_token\":\"a\",\"expires_in\":%s}",
			 lifetimes[i].number);
		accept_answer(text, &answer);
		cr_assert_eq(answer.expires_in, lifetimes[i].seconds, "%s", lifetimes[i].number);
		oauth_answer_release(&answer);
	}
}

#define WITH(member) "{\"token_type\":\"Bearer\",\"access_token\":\"planted\"," member "}"

static const struct {
	const char *text;
	const char *why;
} refused[] = {
    {"", "it is not one JSON object"},
    {"[]", "it is not one JSON object"},
    {"\"planted\"", "it is not one JSON object"},
    {"<html>planted</html>", "it is not one JSON object"},
    {"{\"token_type\":\"Bearer\",\"access_token\":\"planted\"", "it was cut off"},
    {"{\"token_type\":\"Bearer\" \"access_token\":\"planted\"", "it was cut off"},
    {"{\"token_type\":\"Bearer\",\"access_token\":\"planted\\u0000\"}", "there is no usable access_token"},
    {"{\"token_type\":\"Bearer\",\"access_token\":\"planted\\ud800\"}", "there is no usable access_token"},
    {"access_token=planted&token_type=Bearer", "it is not one JSON object"},
    {"{}", "token_type is not Bearer"},
    {"{\"access_token\":\"planted\"}", "token_type is not Bearer"},
    {"{\"token_type\":null,\"access_token\":\"planted\"}", "token_type is not Bearer"},
    {"{\"token_type\":1,\"access_token\":\"planted\"}", "token_type is not Bearer"},
    {"{\"token_type\":\"mac\",\"access_token\":\"planted\"}", "token_type is not Bearer"},
    {"{\"token_type\":\"Bot\",\"access_token\":\"planted\"}", "token_type is not Bearer"},
    {"{\"token_type\":\"Bearer \",\"access_token\":\"planted\"}", "token_type is not Bearer"},
    {"{\"token_type\":\"Bearer\"}", "there is no usable access_token"},
    {"{\"token_type\":\"Bearer\",\"access_token\":null}", "there is no usable access_token"},
    {"{\"token_type\":\"Bearer\",\"access_token\":7}", "there is no usable access_token"},
    {"{\"token_type\":\"Bearer\",\"access_token\":\"\"}", "there is no usable access_token"},
    {"{\"token_type\":\"Bearer\",\"access_token\":\"plan ted\"}", "there is no usable access_token"},
    {"{\"token_type\":\"Bearer\",\"access_token\":\"planted\\r\\nX: y\"}", "there is no usable access_token"},
    {"{\"token_type\":\"Bearer\",\"access_token\":\"pl\xc3\xa4nted\"}", "there is no usable access_token"},
    {WITH("\"refresh_token\":\"\""), "refresh_token is not usable"},
    {WITH("\"refresh_token\":\"plan\\nted\""), "refresh_token is not usable"},
    {WITH("\"refresh_token\":[\"planted\"]"), "refresh_token is not usable"},
    {WITH("\"refresh_token\":false"), "refresh_token is not usable"},
    {WITH("\"expires_in\":-1"), "expires_in is negative"},
    {WITH("\"expires_in\":-1e300"), "expires_in is negative"},
    {WITH("\"expires_in\":\"604800\""), "expires_in is not a number"},
    {WITH("\"expires_in\":true"), "expires_in is not a number"},
    {WITH("\"expires_in\":1e999"), "expires_in is not a number"},
    {WITH("\"scope\":\"identify\\u0000end\""), "scope holds bytes that no scope has"},
    {WITH("\"scope\":[\"identify\"]"), "scope is not a string"},
    {WITH("\"scope\":1"), "scope is not a string"},
    {WITH("\"scope\":\"identify\\nend\""), "scope holds bytes that no scope has"},
    {WITH("\"scope\":\"identify\\u001b[2J\""), "scope holds bytes that no scope has"},
    {WITH("\"scope\":\"identit\xc3\xa9\""), "scope holds bytes that no scope has"},
};

Test(oauth_answer, refuses_what_is_no_token_answer)
{
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		struct error err = ERROR_INIT;
		struct oauth_answer answer;
		char want[128];

		cr_assert_eq(parse(refused[i].text, &answer, &err), -1, "%s", refused[i].text);
		snprintf(want, sizeof(want), "the answer is no token answer: %s", refused[i].why);
		expect_error(err, ERROR_TEMP, want);
		cr_assert_eq(answer.access_token.len, 0);
		cr_assert_eq(answer.refresh_token.len, 0);
		cr_assert_null(answer.scope);
		oauth_answer_release(&answer);
	}
}

Test(oauth_answer, keeps_the_refresh_token_of_one_that_is_unusable_otherwise)
{
	static const char *const odd[] = {
	    "{\"refresh_token\":\"r2\"}",
	    "{\"refresh_token\":\"r2\",\"token_type\":\"mac\",\"access_token\":\"planted\"}",
	    "{\"refresh_token\":\"r2\",\"token_type\":\"Bearer\",\"access_token\":\"plan ted\"}",
	    WITH("\"refresh_token\":\"r2\",\"expires_in\":\"604800\""),
	    WITH("\"refresh_token\":\"r2\",\"expires_in\":-1"),
	    WITH("\"refresh_token\":\"r2\",\"expires_in\":5,\"scope\":1"),
	};

	for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
		struct error err = ERROR_INIT;
		struct oauth_answer answer;

		cr_assert_eq(parse(odd[i], &answer, &err), -1, "%s", odd[i]);
		cr_assert_eq(err.code, ERROR_TEMP);
		cr_assert_str_eq(buf_text(&answer.refresh_token), "r2", "%s", odd[i]);
		cr_assert_eq(answer.access_token.len, 0);
		cr_assert_null(answer.scope);
		cr_assert_not(answer.scope_named);
		cr_assert_eq(answer.expires_in, 0);
		oauth_answer_release(&answer);
	}
}

#define WHOLE(member)                                                                                                  \
	"{\"token_type\":\"Bearer\"," member                                                                           \
	",\"access_token\":\"one\",\"refresh_token\":\"r2\",\"expires_in\":5,\"scope\":\"identify\"}"

Test(oauth_answer, an_odd_member_costs_no_other)
{
	static const char *const odd[] = {
	    WHOLE("\"guild\":{\"name\":\"\\u0000\"}"),
	    WHOLE("\"guild\":{\"name\":\"\\ud800\"}"),
	    WHOLE("\"guild\":{\"name\":\"\xff\"}"),
	    WHOLE("\"guild\":{\"a\":[{\"b\":\"}]\\\"\"}]}"),
	    WHOLE("\"x\":1,\"x\":2"),
	    WHOLE("\"x\":1e999"),
	    WHOLE("\"x\":-"),
	    WHOLE("\"x\":[[[[]]],{}]"),
	    WHOLE("\"\xff\":1"),
	    WHOLE("\"access_token\":\"zero\",\"refresh_token\":\"r1\""),
	    WHOLE("\"x\":1") "\n<!-- served by a cache -->",
	    "\r\n" WHOLE("\"x\":NaN"),
	};

	for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
		struct oauth_answer answer;

		accept_answer(odd[i], &answer);
		cr_assert_str_eq(buf_text(&answer.access_token), "one", "%s", odd[i]);
		cr_assert_str_eq(buf_text(&answer.refresh_token), "r2", "%s", odd[i]);
		cr_assert_eq(answer.expires_in, 5, "%s", odd[i]);
		cr_assert_str_eq(answer.scope, "identify", "%s", odd[i]);
		oauth_answer_release(&answer);
	}
}

/* Cut off anywhere: a complete refresh token counts, and never a token without its end. */
Test(oauth_answer, what_is_there_of_an_answer_that_was_cut_off_counts)
{
	static const char text[] = WHOLE("\"guild\":{\"a\":\"b\"}");
	const size_t from = (size_t)(strstr(text, "\"r2\"") - text) + strlen("\"r2\"");

	for (size_t len = 1; len < strlen(text); len++) {
		char *cut = xstrndup(text, len);
		struct error err = ERROR_INIT;
		struct oauth_answer answer;
		struct buf body = BUF_INIT(256);

		buf_str(&body, cut);
		cr_assert_not(oauth_answer_whole(&body));
		cr_assert_eq(parse(cut, &answer, &err), -1, "%s", cut);
		expect_error(err, ERROR_TEMP, "the answer is no token answer: it was cut off");
		cr_assert_eq(answer.access_token.len, 0);
		cr_assert_str_eq(buf_text(&answer.refresh_token), len >= from ? "r2" : "", "%s", cut);
		oauth_answer_release(&answer);
		buf_release(&body);
		free(cut);
	}
}

Test(oauth_answer, replaces_an_older_one)
{
	struct error err = ERROR_INIT;
	struct buf body = BUF_INIT(256);
	struct oauth_answer answer;

	accept_answer("{\"token_type\":\"Bearer\",\"access_token\":\"one\",\"refresh_token\":\"r\",\"guild\":{}}",
		      &answer);
	buf_str(&body, "{\"token_type\":\"Bearer\",\"access_token\":\"two\",\"scope\":\"identify\"}");
	cr_assert_eq(oauth_answer_parse(&body, "", &answer, &err), 0);
	cr_assert_str_eq(buf_text(&answer.access_token), "two");
	cr_assert_eq(answer.refresh_token.len, 0);
	cr_assert_eq(answer.guild.len, 0);
	buf_release(&body);
	oauth_answer_release(&answer);
}
