/* What a reply of the API means, by what is to be done next. */
#include "net/http/discord_api.h"

#include <criterion/criterion.h>

#include "base/memory.h"
#include "expect.h"

static bool judge(int status, const char *body, struct error *err)
{
	struct http_reply reply = HTTP_REPLY_INIT;
	bool refused = false;

	reply.status = status;
	reply.host = xstrdup("h");
	buf_str(&reply.body, body);
	cr_assert_eq(discord_api_error(&reply, &refused, err), -1);
	http_reply_release(&reply);
	return refused;
}

Test(discord_api, says_what_to_do_next)
{
	static const struct {
		int status;
		const char *body;
		enum error_code code;
		bool refused;
		const char *text;
	} cases[] = {
	    {400, "{\"message\": \"Invalid Form Body\", \"code\": 50035}", ERROR_USAGE, false,
	     "'h' answered 400: Invalid Form Body (code 50035)"},
	    {400, "{\"message\": \"Unauthorized\", \"code\": 40001}", ERROR_DENIED, true,
	     "'h' answered 400: Unauthorized (code 40001)"},
	    {400, "{\"message\": \"Invalid authentication token\", \"code\": 50014}", ERROR_DENIED, true,
	     "'h' answered 400: Invalid authentication token (code 50014)"},
	    {400, "{\"message\": \"Invalid OAuth2 access token\", \"code\": 50025}", ERROR_DENIED, true,
	     "'h' answered 400: Invalid OAuth2 access token (code 50025)"},
	    {401, "{\"message\": \"401: Unauthorized\", \"code\": 0}", ERROR_DENIED, true,
	     "'h' answered 401: Unauthorized"},
	    {403, "{\"message\": \"Missing Access\", \"code\": 50001}", ERROR_DENIED, false,
	     "'h' answered 403: Missing Access (code 50001)"},
	    {403, "{\"message\": \"x\", \"code\": 40333}", ERROR_CONFIG, false, "'h' answered 403: x (code 40333)"},
	    {404, "{\"message\": \"Unknown Channel\", \"code\": 10003}", ERROR_NONE, false,
	     "'h' answered 404: Unknown Channel (code 10003)"},
	    {410, "", ERROR_NONE, false, "'h' answered 410"},
	    {404, "<html>", ERROR_DENIED, false,
	     "'h' answered 404 with a page that is not from the API (a proxy or Cloudflare)"},
	    {409, "error code: 1001", ERROR_DENIED, false, "'h' answered 409 with Cloudflare's error 1001"},
	    {405, "", ERROR_USAGE, false, "'h' answered 405"},
	    {307, "", ERROR_TEMP, false, "'h' answered 307"},
	    {429, "", ERROR_TEMP, false, "'h' answered 429"},
	    {503, "", ERROR_TEMP, false, "'h' answered 503"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct error err = ERROR_INIT;

		cr_assert_eq(judge(cases[i].status, cases[i].body, &err), cases[i].refused, "%s", cases[i].text);
		expect_error(err, cases[i].code, cases[i].text);
	}
}

Test(discord_api, waits_no_longer_than_its_patience)
{
	struct discord_api api = DISCORD_API_INIT;
	struct environ env;
	struct http_request request = {.method = "GET"};
	struct http_reply reply = HTTP_REPLY_INIT;
	struct error err = ERROR_INIT;

	api.http.user_agent = "DiscordBot (x, 1)";
	environ_read(&env);
	api.http.env = &env;
	api.http.patience_ms = 1000;
	api.base = "http://127.0.0.1:1";
	api.rate.global = INT64_MAX;
	cr_assert_eq(discord_api_perform(&api, &request, "/users/@me", &reply, &err), -1);
	expect_error(err, ERROR_TEMP, "the rate limit is used up");
	discord_api_release(&api);
	http_reply_release(&reply);
}
