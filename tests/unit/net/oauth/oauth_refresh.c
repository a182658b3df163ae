#include "oauth_call.h"

Test(oauth_refresh, of_a_confidential_client)
{
	struct call call;

	CALL(call, TOKEN);
	cr_assert_eq(refresh(&call), 0, "%s", call.err.text);
	/* 157730590492196864:s%3A */
	expect_request(&call, "POST /api/v10/oauth2/token HTTP/1.1\r\n",
		       "\r\nAuthorization: Basic MTU3NzMwNTkwNDkyMTk2ODY0OnMlM0E=\r\n",
		       "grant_type=refresh_token&refresh_token=r%2F1%2B");
	cr_assert_str_eq(buf_text(&call.answer.access_token), "a");
	cr_assert_str_eq(buf_text(&call.answer.refresh_token), "r2");
	cr_assert_str_eq(call.answer.scope, "identify guilds");
	cr_assert_str_eq(call.received, "r2");
	cr_assert_eq(call.sending, 1);
	call_release(&call);
}

Test(oauth_refresh, of_a_public_client)
{
	struct call call;

	CALL(call, TOKEN);
	call.profile.public_client = true;
	cr_assert_eq(refresh(&call), 0, "%s", call.err.text);
	expect_request(&call, "POST /api/v10/oauth2/token HTTP/1.1\r\n", NULL,
		       "grant_type=refresh_token&refresh_token=r%2F1%2B&client_id=157730590492196864");
	call_release(&call);
}

Test(oauth_refresh, without_a_secret_sends_nothing)
{
	struct call call;

	CALL(call, TOKEN);
	buf_clear(&call.secret);
	cr_assert_eq(refresh(&call), -1);
	expect_hint(call.err, ERROR_CONFIG, "client_secret is not set",
		    "set client_secret in the profile, or public_client if the application is one");
	cr_assert_not(call.refusal.uncertain);
	cr_assert_eq(call.server.seen.len, 0);
	call_release(&call);
}

Test(oauth_refresh, that_is_refused)
{
	struct call call;

	CALL(call, REPLY("400 Bad Request", "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid "
					    "\\\"refresh_token\\\" in request\"}"));
	cr_assert_eq(refresh(&call), -1);
	expect_refusal(call, ERROR_DENIED,
		       "'127.0.0.1:%u' answered 400 invalid_grant: Invalid \"refresh_token\" in request",
		       "run 'discred auth login reader'", "invalid_grant");
	cr_assert_eq(call.refusal.retry_after_ms, -1);
	cr_assert_not(call.refusal.uncertain);
	cr_assert(call.refusal.considered);
	call_release(&call);
}

Test(oauth_refresh, what_was_sent_is_not_repeated)
{
	struct call call;

	CALL(call, REPLY("400 Bad Request", "{\"error\":\"invalid_grant\",\"error_description\":\"no "
					    "refresh-token-01, not refresh-token-, and not by hush-hush\"}"));
	buf_clear(&call.token);
	buf_str(&call.token, "refresh-token-01");
	buf_clear(&call.secret);
	buf_str(&call.secret, "hush-hush");
	cr_assert_eq(refresh(&call), -1);
	expect_refusal(call, ERROR_DENIED,
		       "'127.0.0.1:%u' answered 400 invalid_grant: no [hidden], not [hidden], and not by [hidden]",
		       "run 'discred auth login reader'", "invalid_grant");
	call_release(&call);
}

Test(oauth_refresh, of_a_client_that_is_refused)
{
	struct call call;

	CALL(call, REPLY("401 Unauthorized", "{\"error\":\"invalid_client\"}"));
	cr_assert_eq(refresh(&call), -1);
	expect_refusal(call, ERROR_CONFIG, "'127.0.0.1:%u' answered 401 invalid_client",
		       "fix client_id and client_secret in the profile, or set public_client if the application is one",
		       "invalid_client");
	call_release(&call);
}

Test(oauth_refresh, that_is_rate_limited_or_met_trouble)
{
	struct call call;

	CALL(call,
	     "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 65\r\nConnection: close\r\n\r\n{\"message\":\"Slow\"}");
	cr_assert_eq(refresh(&call), -1);
	expect_refusal(call, ERROR_TEMP, "'127.0.0.1:%u' answered 429: Slow", "try again in 65 s", "");
	cr_assert_eq(call.refusal.retry_after_ms, 65000);
	cr_assert_not(call.refusal.uncertain);
	call_release(&call);
}

Test(oauth_refresh, a_server_that_fails_leaves_the_grant_uncertain_whatever_it_says)
{
	static const char *const bodies[] = {REPLY("502 Bad Gateway", "<html>"), REPLY("503 Service Unavailable", ""),
					     REPLY("500 Internal Server Error", "{\"error\":\"invalid_grant\"}"),
					     REPLY("504 Gateway Timeout", "{\"message\":\"no\",\"code\":1}")};

	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		struct call call;

		CALL(call, bodies[i]);
		cr_assert_eq(refresh(&call), -1);
		cr_assert_eq(call.err.code, ERROR_TEMP, "%s", call.err.text);
		cr_assert_str_eq(call.refusal.reason, "");
		cr_assert(call.refusal.uncertain);
		cr_assert_not(call.refusal.considered);
		cr_assert_eq(server_count(&call.server, "POST "), 1);
		call_release(&call);
	}
}

Test(oauth_refresh, a_page_is_no_verdict)
{
	struct call call;

	CALL(call, REPLY("401 Unauthorized", "<html>"));
	cr_assert_eq(refresh(&call), -1);
	cr_assert_not(call.refusal.considered);
	cr_assert_not(call.refusal.uncertain);
	call_release(&call);
}

Test(oauth_refresh, at_a_wrong_api_base)
{
	static const char *const statuses[] = {REPLY("404 Not Found", "{\"message\":\"404: Not Found\",\"code\":0}"),
					       REPLY("405 Method Not Allowed", "")};
	static const char *const texts[] = {"'127.0.0.1:%u' answered 404: Not Found", "'127.0.0.1:%u' answered 405"};

	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		struct call call;
		char hint[256];

		CALL(call, statuses[i]);
		cr_assert_eq(refresh(&call), -1);
		snprintf(hint, sizeof(hint), "fix api_base in the profile: '%s/oauth2/token' has no such endpoint",
			 call.base);
		expect_refusal(call, ERROR_CONFIG, texts[i], hint, "");
		call_release(&call);
	}
}

Test(oauth_refresh, without_a_usable_answer_leaves_the_grant_uncertain)
{
	struct call call;

	CALL(call, SERVER_HANG_UP);
	cr_assert_eq(refresh(&call), -1);
	expect_refusal(
	    call, ERROR_TEMP,
	    "no answer from '127.0.0.1:%u': the connection was closed; the request was sent and may have been "
	    "carried out",
	    "it is not repeated by itself: see what became of it, then try again", "");
	cr_assert(call.refusal.uncertain);
	call_release(&call);
	CALL(call, REPLY("200 OK", "<html>planted</html>"));
	cr_assert_eq(refresh(&call), -1);
	expect_refusal(call, ERROR_TEMP,
		       "'127.0.0.1:%u' answered 200: the answer is no token answer: it is not one JSON object", "", "");
	cr_assert(call.refusal.uncertain);
	call_release(&call);
}

Test(oauth_refresh, hands_over_the_new_refresh_token_of_an_answer_that_is_unusable_otherwise)
{
	struct call call;

	CALL(call, REPLY("200 OK", "{\"refresh_token\":\"next\",\"token_type\":\"mac\"}"));
	cr_assert_eq(refresh(&call), -1);
	expect_refusal(call, ERROR_TEMP,
		       "'127.0.0.1:%u' answered 200: the answer is no token answer: token_type is not Bearer", "", "");
	cr_assert_not(call.refusal.uncertain);
	cr_assert_str_eq(buf_text(&call.answer.refresh_token), "next");
	cr_assert_str_eq(call.received, "next");
	call_release(&call);
}

Test(oauth_refresh, that_reached_nobody_is_certain)
{
	struct call call;

	CALL(call, TOKEN);
	call.profile.api_base = "http://localhost:1";
	cr_assert_eq(refresh(&call), -1);
	expect_hint(call.err, ERROR_TEMP, "cannot reach 'localhost:1': connection refused", "");
	cr_assert_not(call.refusal.uncertain);
	cr_assert_eq(call.refusal.retry_after_ms, -1);
	call_release(&call);
}
