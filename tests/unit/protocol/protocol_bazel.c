#include <criterion/criterion.h>
#include <criterion/redirect.h>

#include "expect.h"
#include "helper_call.h"

#define BAZEL "discred-credential-helper"

static void expect_server(const char *text, const char *authority, bool tls)
{
	struct protocol_request request = PROTOCOL_REQUEST_INIT;
	struct error err = ERROR_INIT;

	cr_assert_eq(helper_ask(BAZEL, "get", text, &request, &err), 0, "<%s> %s", text, err.text);
	cr_expect_eq(request.verb, PROTOCOL_GET);
	cr_expect_null(request.profile);
	cr_expect_str_eq(request.url.authority, authority, "<%s>", text);
	cr_expect_eq(request.url.tls, tls);
	cr_expect(!request.password);
	protocol_request_release(&request);
}

Test(protocol_bazel, servers)
{
	expect_server("{\"uri\":\"https://discord.com\"}", "discord.com", true);
	expect_server(" {\"uri\": \"https://a.example:444/b/c?d=e\"}\n", "a.example:444", true);
	expect_server("{\"uri\":\"http://localhost:80/\"}", "localhost:80", false);
	/* Others are passed over. */
	expect_server("{\"uri\":\"https://a.example\",\"more\":{\"uri\":1}}", "a.example", true);
}

static void expect_refused(const char *words, const char *bytes, size_t len, const char *text)
{
	struct protocol_request request = PROTOCOL_REQUEST_INIT;
	struct error err = ERROR_INIT;

	cr_assert_eq(helper_ask_bytes(BAZEL, words, bytes, len, &request, &err), -1, "<%s>", bytes);
	expect_error(err, ERROR_USAGE, text);
	protocol_request_release(&request);
}

Test(protocol_bazel, what_is_no_request)
{
	static const char *const texts[] = {"",
					    "{}",
					    "[]",
					    "https://discord.com",
					    "{\"uri\":1}",
					    "{\"uri\":null}",
					    "{\"uri\":\"https://a\"",
					    "{\"uri\":\"https://a\"} {\"uri\":\"https://b\"}",
					    "{\"uri\":\"https://a\",\"uri\":\"https://b\"}",
					    "{\"uri\":\"https://a\\u0000b\"}",
					    "{\"uri\":\"https://\xff\"}"};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		expect_refused("get", texts[i], strlen(texts[i]),
			       "the request is not a JSON object with a string 'uri'");
	expect_refused("get", "{\"uri\":\"https://a\"}\0", 20, "the request is not a JSON object with a string 'uri'");
}

Test(protocol_bazel, addresses_of_another_kind)
{
	static const struct {
		const char *uri;
		const char *text;
	} cases[] = {
	    {"grpcs://a.example/Service", "the request's 'uri': the URL does not begin with 'https://' or 'http://'"},
	    {"a.example", "the request's 'uri': the URL does not begin with 'https://' or 'http://'"},
	    {"https://user@a.example", "the request's 'uri': the URL holds user information (the part before '@')"},
	    {"https:///path", "the request's 'uri': the URL has no host"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *text = xasprintf("{\"uri\":\"%s\"}", cases[i].uri);

		expect_refused("get", text, strlen(text), cases[i].text);
		free(text);
	}
}

Test(protocol_bazel, other_commands)
{
	expect_refused("", "", 0, "no command was given");
	expect_refused("store", "", 0, "no command 'store'");
	expect_refused("get-credentials", "", 0, "no command 'get-credentials'");
	expect_refused("get more", "", 0, "unexpected argument 'more'");
}

Test(protocol_bazel, usage, .init = cr_redirect_stdout)
{
	struct protocol_request request = PROTOCOL_REQUEST_INIT;
	struct error err = ERROR_INIT;

	cr_assert_eq(helper_ask(BAZEL, "--help", "", &request, &err), 0);
	cr_expect_eq(request.verb, PROTOCOL_NOTHING);
	protocol_request_release(&request);
}
