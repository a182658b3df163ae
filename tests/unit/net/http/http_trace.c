#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "net/http/http_trace.h"

static const struct http_settings settings = {.user_agent = "DiscordBot (https://example.com, 1.0)"};

static void fill(struct buf *buf, const char *text)
{
	buf_str(buf, text);
}

static void expect_request(const struct http_request *request, const char *wanted)
{
	struct buf lines = BUF_INIT(BUF_REPLY_MAX);
	struct url url = URL_INIT;
	struct error err = ERROR_INIT;

	cr_assert_eq(url_parse(&url, request->url, &err), 0);
	http_trace_request(&settings, request, &url, &lines);
	cr_expect_str_eq(buf_text(&lines), wanted);
	url_release(&url);
	buf_release(&lines);
}

/* Headers are name and value by turns, to a NULL. */
static void expect_reply(const char *const *headers, const char *type, const char *body, const char *wanted)
{
	struct http_reply reply = HTTP_REPLY_INIT;
	struct buf lines = BUF_INIT(BUF_REPLY_MAX);

	reply.status = 200;
	reply.content_type = xstrdup(type);
	fill(&reply.body, body);
	for (; *headers; headers++)
		strings_add(&reply.headers, *headers);
	http_trace_reply(&reply, 120, &lines);
	cr_expect_str_eq(buf_text(&lines), wanted);
	http_reply_release(&reply);
	buf_release(&lines);
}

static void expect_json(const char *body, const char *wanted)
{
	char *whole = xasprintf("< 200 in 120 ms\n<\n%s", wanted);

	expect_reply((const char *const[]){NULL}, "application/json", body, whole);
	free(whole);
}

static void expect_target(const char *text, const char *wanted)
{
	struct buf target = BUF_INIT(BUF_REPLY_MAX);
	struct url url = URL_INIT;
	struct error err = ERROR_INIT;

	cr_assert_eq(url_parse(&url, text, &err), 0);
	http_trace_target(&url, &target);
	cr_expect_str_eq(buf_text(&target), wanted);
	url_release(&url);
	buf_release(&target);
}

Test(http_trace, get)
{
	struct buf authorization = BUF_INIT(100);

	fill(&authorization, "Bearer abcdefghij");
	expect_request(&(struct http_request){.method = "GET",
					      .url = "https://discord.com/api/v10/users/@me",
					      .authorization = &authorization},
		       "> GET https://discord.com/api/v10/users/@me\n"
		       "> User-Agent: DiscordBot (https://example.com, 1.0)\n"
		       "> Accept: application/json\n"
		       "> Authorization: Bearer [10 bytes]\n");
	buf_release(&authorization);
}

Test(http_trace, every_scheme)
{
	static const char *const each[][2] = {{"Bot abc", "Bot [3 bytes]"},
					      {"Basic abcd", "Basic [4 bytes]"},
					      {"Bearer ", "Bearer [0 bytes]"},
					      {"bearer abc", "[10 bytes]"},
					      {"x", "[1 byte]"}};

	for (size_t i = 0; i < ARRAY_LEN(each); i++) {
		struct buf authorization = BUF_INIT(100);
		char *wanted = xasprintf("> GET http://[::1]:80\n"
					 "> User-Agent: DiscordBot (https://example.com, 1.0)\n"
					 "> Accept: application/json\n"
					 "> Authorization: %s\n",
					 each[i][1]);

		fill(&authorization, each[i][0]);
		expect_request(
		    &(struct http_request){.method = "GET", .url = "http://[::1]:80", .authorization = &authorization},
		    wanted);
		free(wanted);
		buf_release(&authorization);
	}
}

Test(http_trace, form)
{
	struct buf form = BUF_INIT(1000);

	fill(&form, "grant_type=authorization_code&code=SECRET1&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fcb&"
		    "code_verifier=SECRET22&client_id=123&client_secret=SECRET333&token=S%26&token_type_hint=x&"
		    "refresh_token=SECRET4444&scope=identify+bot&state=S&client_id=notanid&SECRETNAME55555555=v&&=x&k");
	expect_request(&(struct http_request){.method = "POST", .url = "http://127.0.0.1/token", .form = &form},
		       "> POST http://127.0.0.1/token\n"
		       "> User-Agent: DiscordBot (https://example.com, 1.0)\n"
		       "> Accept: application/json\n"
		       "> Content-Type: application/x-www-form-urlencoded\n"
		       "> Content-Length: 274\n"
		       ">\n"
		       "> grant_type=authorization_code\n"
		       "> code=[7 bytes]\n"
		       "> redirect_uri=http://127.0.0.1:1/cb\n"
		       "> code_verifier=[8 bytes]\n"
		       "> client_id=123\n"
		       "> client_secret=[9 bytes]\n"
		       "> token=[2 bytes]\n"
		       "> token_type_hint=x\n"
		       "> refresh_token=[10 bytes]\n"
		       "> scope=identify bot\n"
		       "> state=[1 byte]\n"
		       "> client_id=[7 bytes]\n"
		       "> [18 bytes]=[1 byte]\n"
		       "> [0 bytes]=[0 bytes]\n"
		       "> [0 bytes]=[1 byte]\n"
		       "> k=[0 bytes]\n");
	buf_release(&form);
}

Test(http_trace, a_value_stays_in_its_line)
{
	struct buf form = BUF_INIT(1000);

	fill(&form, "scope=a%0A%3C+200+in+0+ms&redirect_uri=%zz");
	expect_request(&(struct http_request){.method = "POST", .url = "http://127.0.0.1/", .form = &form},
		       "> POST http://127.0.0.1/\n"
		       "> User-Agent: DiscordBot (https://example.com, 1.0)\n"
		       "> Accept: application/json\n"
		       "> Content-Type: application/x-www-form-urlencoded\n"
		       "> Content-Length: 42\n"
		       ">\n"
		       "> scope=a?< 200 in 0 ms\n"
		       "> redirect_uri=[3 bytes]\n");
	buf_release(&form);
}

Test(http_trace, json_that_is_sent)
{
	struct buf body = BUF_INIT(1000);
	struct strings headers = STRINGS_INIT;

	fill(&body,
	     "{\"content\":\"dear diary\",\"message\":\"mine\",\"nonce\":7,\"channel_id\":\"12\",\"tts\":false}");
	strings_add(&headers, "X-Audit-Log-Reason: because");
	strings_add(&headers, "accept:text/plain");
	strings_add(&headers, "X-Api-Key;");
	expect_request(&(struct http_request){.method = "PATCH",
					      .url = "http://127.0.0.1/x",
					      .body = &body,
					      .body_type = "application/json; charset=utf-8",
					      .headers = &headers},
		       "> PATCH http://127.0.0.1/x\n"
		       "> User-Agent: DiscordBot (https://example.com, 1.0)\n"
		       "> X-Audit-Log-Reason: [7 bytes]\n"
		       "> accept: text/plain\n"
		       "> X-Api-Key: [0 bytes]\n"
		       "> Content-Type: application/json; charset=utf-8\n"
		       "> Content-Length: 81\n"
		       ">\n"
		       "> {\n"
		       ">   \"content\": [10 bytes],\n"
		       ">   \"message\": [4 bytes],\n"
		       ">   \"nonce\": 7,\n"
		       ">   \"channel_id\": \"12\",\n"
		       ">   \"tts\": false\n"
		       "> }\n");
	strings_release(&headers);
	buf_release(&body);
}

Test(http_trace, another_body)
{
	struct buf body = BUF_INIT(1000);

	fill(&body, "password=hunter2");
	expect_request(
	    &(struct http_request){
		.method = "PUT", .url = "http://127.0.0.1/x", .body = &body, .body_type = "text/plain"},
	    "> PUT http://127.0.0.1/x\n"
	    "> User-Agent: DiscordBot (https://example.com, 1.0)\n"
	    "> Accept: application/json\n"
	    "> Content-Type: text/plain\n"
	    "> Content-Length: 16\n"
	    ">\n"
	    "> [16 bytes]\n");
	buf_release(&body);
}

Test(http_trace, headers_of_a_reply)
{
	static const char *const headers[] = {"Date",
					      "Tue, 24 Nov 2026 02:54:08 GMT",
					      "Set-Cookie",
					      "__dcf=secret; path=/",
					      "Location",
					      "https://x/?code=1",
					      "WWW-Authenticate",
					      "Bearer token",
					      "x-ratelimit-remaining",
					      "4",
					      "X-RateLimit-Reset-After",
					      "0.5",
					      "X-RateLimit-Limit",
					      "many",
					      "X-RateLimit-Bucket",
					      "abcd",
					      "Server",
					      "a KxK5LYYh2dJswGCzrELFi26RJsPGzKEE2CnWY8wz b",
					      "KxK5LYYh2dJswGCzrELFi26RJsPGzKEE2CnWY8wz",
					      "x",
					      "Content-Type",
					      "text/html; charset=utf-8",
					      NULL};

	expect_reply(headers, "text/html; charset=utf-8", "<p>secret</p>",
		     "< 200 in 120 ms\n"
		     "< Date: Tue, 24 Nov 2026 02:54:08 GMT\n"
		     "< Set-Cookie: [20 bytes]\n"
		     "< Location: [17 bytes]\n"
		     "< WWW-Authenticate: [12 bytes]\n"
		     "< x-ratelimit-remaining: 4\n"
		     "< X-RateLimit-Reset-After: 0.5\n"
		     "< X-RateLimit-Limit: [4 bytes]\n"
		     "< X-RateLimit-Bucket: [4 bytes]\n"
		     "< Server: a [40 bytes] b\n"
		     "< [40 bytes]: [1 byte]\n"
		     "< Content-Type: text/html; charset=utf-8\n"
		     "<\n"
		     "< [13 bytes]\n");
}

Test(http_trace, no_body)
{
	expect_reply((const char *const[]){NULL}, "", "", "< 200 in 120 ms\n");
}

Test(http_trace, token_answer)
{
	expect_json("{\"access_token\":\"abc\",\"token_type\":\"Bearer\",\"expires_in\":604800,\"scope\":\"identify "
		    "guilds.members.read\",\"refresh_token\":\"defg\",\"webhook\":{\"id\":\"12\",\"token\":\"hij\","
		    "\"url\":\"https://x/12/hij\",\"application_id\":null}}",
		    "< {\n"
		    "<   \"access_token\": [3 bytes],\n"
		    "<   \"token_type\": \"Bearer\",\n"
		    "<   \"expires_in\": 604800,\n"
		    "<   \"scope\": \"identify guilds.members.read\",\n"
		    "<   \"refresh_token\": [4 bytes],\n"
		    "<   \"webhook\": {\n"
		    "<     \"id\": \"12\",\n"
		    "<     \"token\": [3 bytes],\n"
		    "<     \"url\": [16 bytes],\n"
		    "<     \"application_id\": null\n"
		    "<   }\n"
		    "< }\n");
}

Test(http_trace, what_a_server_quotes)
{
	expect_json(
	    "{\"error\":\"invalid_grant\",\"error_description\":\"no \\\"KxK5LYYh2dJswGCzrELFi26RJsPGzKEE\\\"\\n"
	    "< here\",\"scope\":\"KxK5LYYh2dJswGCzrELFi26RJsPGzKEE\",\"id\":\"KxK5\",\"user_id\":"
	    "\"123456789012345678901\"}",
	    "< {\n"
	    "<   \"error\": \"invalid_grant\",\n"
	    "<   \"error_description\": \"no \"[32 bytes]\"?< here\",\n"
	    "<   \"scope\": [32 bytes],\n"
	    "<   \"id\": [4 bytes],\n"
	    "<   \"user_id\": [21 bytes]\n"
	    "< }\n");
}

Test(http_trace, code_is_a_number_or_hidden)
{
	expect_json("{\"message\":\"Missing Permissions\",\"code\":50013,\"retry_after\":0.5}",
		    "< {\n"
		    "<   \"message\": \"Missing Permissions\",\n"
		    "<   \"code\": 50013,\n"
		    "<   \"retry_after\": 0.5\n"
		    "< }\n");
	expect_json("{\"code\":\"abc\"}", "< {\n<   \"code\": [3 bytes]\n< }\n");
}

Test(http_trace, names_of_members)
{
	expect_json("{\"KxK5LYYh2dJswGCzrELFi26RJsPGzKEE\":{\"id\":true},\"a b\":1,\"\":2}", "< {\n"
											     "<   \"[32 bytes]\": {\n"
											     "<     \"id\": true\n"
											     "<   },\n"
											     "<   \"[3 bytes]\": 1,\n"
											     "<   \"[0 bytes]\": 2\n"
											     "< }\n");
}

Test(http_trace, lists)
{
	expect_json("[1,\"two\",[],{},5]", "< [\n"
					   "<   1,\n"
					   "<   [3 bytes],\n"
					   "<   []\n"
					   "<   (2 more)\n"
					   "< ]\n");
	expect_json("{\"id\":[\"1\",\"x\"]}", "< {\n"
					      "<   \"id\": [\n"
					      "<     \"1\",\n"
					      "<     [1 byte]\n"
					      "<   ]\n"
					      "< }\n");
}

Test(http_trace, json_that_is_none)
{
	expect_json("{\"access_token\":\"abc\"", "< [21 bytes]\n");
	expect_json("\"abc\"", "< [3 bytes]\n");
}

Test(http_trace, depth)
{
	struct buf lines = BUF_INIT(BUF_REPLY_MAX);
	struct http_reply reply = HTTP_REPLY_INIT;

	reply.content_type = xstrdup("application/json");
	for (int i = 0; i < 100; i++)
		buf_char(&reply.body, '[');
	for (int i = 0; i < 100; i++)
		buf_char(&reply.body, ']');
	http_trace_reply(&reply, 1, &lines);
	cr_expect_not_null(strstr(buf_text(&lines), "\n<                                 ...\n"));
	http_reply_release(&reply);
	buf_release(&lines);
}

Test(http_trace, targets)
{
	expect_target("https://discord.com", "discord.com");
	expect_target("https://discord.com/api/v10/oauth2/applications/@me",
		      "discord.com/api/v10/oauth2/applications/@me");
	expect_target("https://discord.com/api/channels/41771983423143990/messages?limit=50&before=12",
		      "discord.com/api/channels/41771983423143990/messages?limit=50&before=12");
	expect_target("http://127.0.0.1:8080/x/", "127.0.0.1:8080/x/");
	expect_target("https://discord.com/api/webhooks/12/abcdef?wait=true&thread_id=x",
		      "discord.com/api/webhooks/12/[6 bytes]?wait=true&thread_id=[1 byte]");
	expect_target("https://discord.com/api/webhooks/12/345/messages/6",
		      "discord.com/api/webhooks/12/[3 bytes]/messages/6");
	expect_target("https://discord.com/api/interactions/12/abcdef/callback",
		      "discord.com/api/interactions/12/[6 bytes]/callback");
	expect_target("https://discord.com/api/invites/aBcD3?code=x&limit=-1&Kx+K=1&bare&=y",
		      "discord.com/api/invites/[5 bytes]?code=[1 byte]&limit=[2 bytes]&[4 bytes]=[1 byte]&bare&"
		      "[0 bytes]=[1 byte]");
	expect_target("https://discord.com/api/abc123", "discord.com/api/[6 bytes]");
	expect_target("https://discord.com//api?", "discord.com//api?[0 bytes]");
}
