#include "net/http/http.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "expect.h"
#include "net/http/http_error_body.h"

static const struct {
	int status;
	const char *body;
	enum error_code code;
	const char *reason;
	const char *text;
	const char *hint;
} cases[] = {
    /* RFC 6749 section 5.2 */
    {400, "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid \\\"refresh_token\\\" in request\"}",
     ERROR_DENIED, "invalid_grant", "'discord.com' answered 400 invalid_grant: Invalid \"refresh_token\" in request",
     ""},
    {400, "{\"error\":\"invalid_grant\"}", ERROR_DENIED, "invalid_grant", "'discord.com' answered 400 invalid_grant",
     ""},
    {401, "{\"error\": \"invalid_client\"}", ERROR_CONFIG, "invalid_client",
     "'discord.com' answered 401 invalid_client",
     "fix client_id and client_secret in the profile, or set public_client if the application is one"},
    {400, "{\"error\":\"invalid_client\",\"code\":0,\"message\":\"x\"}", ERROR_CONFIG, "invalid_client",
     "'discord.com' answered 400 invalid_client",
     "fix client_id and client_secret in the profile, or set public_client if the application is one"},
    {400, "{\"error\":\"unauthorized_client\"}", ERROR_CONFIG, "unauthorized_client",
     "'discord.com' answered 400 unauthorized_client",
     "allow this for the application in the Developer Portal, or fix public_client in the profile"},
    {400,
     "{\"error\":\"invalid_scope\",\"error_description\":\"The requested scope is invalid, unknown, or "
     "malformed.\"}",
     ERROR_CONFIG, "invalid_scope",
     "'discord.com' answered 400 invalid_scope: The requested scope is invalid, unknown, or malformed.",
     "fix scope in the profile"},
    {400, "{\"error\":\"unsupported_grant_type\",\"error_description\":null}", ERROR_DENIED, "unsupported_grant_type",
     "'discord.com' answered 400 unsupported_grant_type", ""},
    {400, "{\"error\":\"temporarily_unavailable\"}", ERROR_TEMP, "temporarily_unavailable",
     "'discord.com' answered 400 temporarily_unavailable", ""},
    {503, "{\"error\":\"server_error\"}", ERROR_TEMP, "server_error", "'discord.com' answered 503 server_error", ""},
    {400, "{\"error\":\"\"}", ERROR_DENIED, "", "'discord.com' answered 400 with an error word that is none", ""},
    {400, "{\"error\":\"a b\\nc\"}", ERROR_DENIED, "", "'discord.com' answered 400 with an error word that is none",
     ""},
    {400, "{\"error\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}", ERROR_DENIED, "",
     "'discord.com' answered 400 with an error word that is none", ""},
    {400, "{\"error\":\"invalid_request\",\"error_description\":\"\\u001b[31mred\\r\\n\\u009bX\"}", ERROR_DENIED,
     "invalid_request", "'discord.com' answered 400 invalid_request: ?[31mred???X", ""},
    /* the API's own */
    {401, "{\"message\": \"401: Unauthorized\", \"code\": 0}", ERROR_DENIED, "",
     "'discord.com' answered 401: Unauthorized", ""},
    {403, "{\"message\": \"Missing Access\", \"code\": 50001}", ERROR_DENIED, "",
     "'discord.com' answered 403: Missing Access (code 50001)", ""},
    {404, "{\"message\": \"Unknown Channel\", \"code\": 10003}", ERROR_DENIED, "",
     "'discord.com' answered 404: Unknown Channel (code 10003)", ""},
    {429, "{\"message\":\"You are being rate limited.\",\"retry_after\":64.57,\"global\":false}", ERROR_TEMP, "",
     "'discord.com' answered 429: You are being rate limited", ""},
    {503, "{\"message\":\"API resource is currently overloaded. Try again a little later.\",\"code\":130000}",
     ERROR_TEMP, "",
     "'discord.com' answered 503: API resource is currently overloaded. Try again a little later (code 130000)", ""},
    {403, "{\"message\":\"internal network error\",\"code\":40333}", ERROR_CONFIG, "",
     "'discord.com' answered 403: internal network error (code 40333)",
     "fix bot_url and bot_version in the profile: they make the User-Agent that Discord demands"},
    {400,
     "{\"code\":50035,\"message\":\"Invalid Form Body\",\"errors\":{\"activities\":{\"0\":{\"type\":{\"_errors\":[{"
     "\"code\":\"BASE_TYPE_CHOICES\",\"message\":\"Value must be one of (0, 1).\"}]}}}}}",
     ERROR_DENIED, "",
     "'discord.com' answered 400: Invalid Form Body: activities.0.type: Value must be one of (0, 1). (code 50035)", ""},
    {400, "{\"code\":50035,\"message\":\"Invalid Form Body\",\"errors\":{\"_errors\":[{\"message\":\"Bad\"}]}}",
     ERROR_DENIED, "", "'discord.com' answered 400: Invalid Form Body: Bad (code 50035)", ""},
    {400, "{\"code\":\"50035\",\"message\":\"m\",\"errors\":[1]}", ERROR_DENIED, "", "'discord.com' answered 400: m",
     ""},
    {400, "{\"message\":\"...\",\"errors\":{\"a\":1}}", ERROR_DENIED, "", "'discord.com' answered 400: : a", ""},
    /* something in between */
    {502, "<html><head><title>502</title></head></html>", ERROR_TEMP, "",
     "'discord.com' answered 502 with a page that is not from the API (a proxy or Cloudflare)", ""},
    {403, "<!DOCTYPE html><p>blocked</p>", ERROR_DENIED, "",
     "'discord.com' answered 403 with a page that is not from the API (a proxy or Cloudflare)",
     "check the URLs in the profile, and any proxy in between"},
    {429, "error code: 1015", ERROR_TEMP, "", "'discord.com' answered 429 with Cloudflare's error 1015", ""},
    {403, "error code: 1020\r\n", ERROR_DENIED, "", "'discord.com' answered 403 with Cloudflare's error 1020", ""},
    {403, "error code: 1020 <b>", ERROR_DENIED, "",
     "'discord.com' answered 403 with a page that is not from the API (a proxy or Cloudflare)",
     "check the URLs in the profile, and any proxy in between"},
    {403, "error code: 999999", ERROR_DENIED, "",
     "'discord.com' answered 403 with a page that is not from the API (a proxy or Cloudflare)",
     "check the URLs in the profile, and any proxy in between"},
    {500, "{}", ERROR_TEMP, "",
     "'discord.com' answered 500 with a page that is not from the API (a proxy or Cloudflare)", ""},
    {500, "[1]", ERROR_TEMP, "",
     "'discord.com' answered 500 with a page that is not from the API (a proxy or Cloudflare)", ""},
    {500, "{\"error\":\"invalid_grant\"", ERROR_TEMP, "",
     "'discord.com' answered 500 with a page that is not from the API (a proxy or Cloudflare)", ""},
    {503, "", ERROR_TEMP, "", "'discord.com' answered 503", ""},
    {401, "", ERROR_DENIED, "", "'discord.com' answered 401", ""},
    {302, "", ERROR_TEMP, "", "'discord.com' answered 302",
     "redirects are not followed: check the URLs in the profile, and any proxy in between"},
    {204, "", ERROR_TEMP, "", "'discord.com' answered 204", ""},
};

Test(http_error, says_what_each_shape_means)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct http_reply reply = HTTP_REPLY_INIT;
		struct error err = ERROR_INIT;
		char reason[HTTP_REASON_SIZE] = "untouched";

		reply.status = cases[i].status;
		reply.host = xstrdup("discord.com");
		buf_str(&reply.body, cases[i].body);
		cr_assert_eq(http_error(&reply, reason, &err), -1);
		cr_assert_str_eq(reason, cases[i].reason);
		expect_hint(err, cases[i].code, cases[i].text, cases[i].hint);
		http_reply_release(&reply);
	}
}

Test(http_error, tells_how_long_to_wait)
{
	struct http_reply reply = HTTP_REPLY_INIT;
	struct error err = ERROR_INIT;
	char reason[HTTP_REASON_SIZE];

	reply.status = 429;
	reply.retry_after_ms = 64570;
	http_error(&reply, reason, &err);
	expect_hint(err, ERROR_TEMP, "'server' answered 429", "try again in 65 s");
	http_reply_release(&reply);
}

Test(http_error, cuts_a_long_description_between_characters)
{
	struct http_error_body trouble;
	struct buf body = BUF_INIT(BUF_REPLY_MAX);

	/* 199 bytes fit: one letter and 99 characters of two bytes each. */
	buf_str(&body, "{\"error\":\"x\",\"error_description\":\"a");
	for (int i = 0; i < 5000; i++)
		buf_str(&body, "\xc3\xa9");
	buf_str(&body, "\"}");
	http_error_body_read(&body, &trouble);
	cr_assert_eq(strlen(trouble.text), 199);
	buf_cut(&body, 0);
	buf_str(&body, "{\"error\":\"x\",\"error_description\":\"ab");
	for (int i = 0; i < 5000; i++)
		buf_str(&body, "\xc3\xa9");
	buf_str(&body, "\"}");
	http_error_body_read(&body, &trouble);
	cr_assert_eq(strlen(trouble.text), 198);
	buf_release(&body);
}

Test(http_error, does_not_follow_complaints_without_end)
{
	struct http_error_body trouble;
	struct buf body = BUF_INIT(BUF_REPLY_MAX);

	buf_str(&body, "{\"message\":\"m\",\"errors\":");
	for (int i = 0; i < 500; i++)
		buf_str(&body, "{\"a\":");
	buf_char(&body, '1');
	for (int i = 0; i < 501; i++)
		buf_char(&body, '}');
	http_error_body_read(&body, &trouble);
	cr_assert_eq(trouble.shape, HTTP_SHAPE_API);
	cr_assert_str_eq(trouble.text, "m: a.a.a.a.a.a.a.a: not as it should be");
	buf_release(&body);
}

Test(http_error, reads_a_body_with_nul_bytes_as_foreign)
{
	struct http_error_body trouble;
	struct buf body = BUF_INIT(64);

	buf_add(&body, "{\"error\":\"a\0b\"}", 15);
	http_error_body_read(&body, &trouble);
	cr_assert_eq(trouble.shape, HTTP_SHAPE_FOREIGN);
	buf_cut(&body, 0);
	buf_add(&body, "error code: 1\0<html>", 20);
	http_error_body_read(&body, &trouble);
	cr_assert_eq(trouble.shape, HTTP_SHAPE_CLOUDFLARE);
	cr_assert_eq(trouble.code, 1);
	buf_release(&body);
}

Test(http_error, masks_what_was_sent)
{
	struct buf authorization = BUF_INIT(256);
	const struct http_request request = {.method = "GET", .authorization = &authorization};
	struct http_reply reply = HTTP_REPLY_INIT;
	char reason[HTTP_REASON_SIZE];
	struct error err = ERROR_INIT;
	struct url url = URL_INIT;

	cr_assert_eq(url_parse(&url, "https://discord.com/api", &err), 0);
	buf_str(&authorization, "Bearer planted-token-0123456789");
	http_secrets_learn(&reply.secrets, &request, &url);
	reply.status = 401;
	reply.host = xstrdup("discord.com");
	buf_str(&reply.body,
		"{\"error\":\"planted-token-0123456789\",\"error_description\":\"no planted-token-0123456789\"}");
	cr_assert_eq(http_error(&reply, reason, &err), -1);
	expect_error(err, ERROR_DENIED, "'discord.com' answered 401 [hidden]: no [hidden]");
	cr_expect_str_eq(reason, "");
	http_reply_release(&reply);
	url_release(&url);
	buf_release(&authorization);
}
