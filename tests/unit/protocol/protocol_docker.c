#include "expect.h"
#include "helper_call.h"

#define DOCKER "docker-credential-discred"

static struct protocol_request ask(const char *words, const char *text)
{
	struct protocol_request request = PROTOCOL_REQUEST_INIT;
	struct error err = ERROR_INIT;

	cr_assert_eq(helper_ask(DOCKER, words, text, &request, &err), 0, "%s", err.text);
	return request;
}

/* What the asker reads on stdout. */
static void expect_failure(const char *words, const char *bytes, size_t len, const char *text)
{
	struct protocol_request request = PROTOCOL_REQUEST_INIT;
	struct buf out = BUF_INIT(4096);
	struct error err = ERROR_INIT;

	cr_assert_eq(helper_ask_bytes(DOCKER, words, bytes, len, &request, &err), -1, "<%s>", bytes);
	protocol_of_program(DOCKER)->failure(&err, &out);
	cr_expect_str_eq(buf_text(&out), text);
	buf_release(&out);
	protocol_request_release(&request);
}

static void expect_server(const char *text, const char *profile, const char *host)
{
	struct protocol_request request = ask("get", text);

	cr_expect_eq(request.verb, PROTOCOL_GET);
	cr_expect_str_eq(request.profile ? request.profile : "", profile, "<%s>", text);
	cr_expect_str_eq(request.url.host ? request.url.host : "", host, "<%s>", text);
	cr_expect(!request.password);
	protocol_request_release(&request);
}

Test(protocol_docker, servers)
{
	expect_server("https://discord.com", "", "discord.com");
	expect_server(" https://discord.com\r\n", "", "discord.com");
	expect_server("discred://reader\n", "reader", "discord.com");
	expect_server("https://discord.com/", "", "discord.com");
	expect_server("https://discord.com/v1/", "", "discord.com");
	expect_server("a.example:5000/v2/", "", "a.example");
	expect_server("discord.com", "", "discord.com");
	expect_server("https://discord.com:443", "", "discord.com");
	expect_server("HTTPS://Discord.COM", "", "Discord.COM");
	expect_server("127.0.0.1:5000\n", "", "127.0.0.1");
	expect_server("[::1]:5000", "", "::1");
}

Test(protocol_docker, what_is_no_server_of_ours)
{
	static const char *const others[] = {"http://discord.com", "https://discord.com/v1", "discord.com/x",
					     "discord.com#x",      "user@discord.com",       "https://",
					     "dis cord.com",       "ftp://discord.com"};

	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		expect_failure("get", others[i], strlen(others[i]), "credentials not found in native keychain\n");
}

Test(protocol_docker, exact_texts)
{
	expect_failure("get", "", 0, "no credentials server URL\n");
	expect_failure("get", " \n", 2, "no credentials server URL\n");
	expect_failure("erase", "\n", 1, "no credentials server URL\n");
	expect_failure("get", "a\0b", 3, "the server URL holds a NUL\n");
	expect_failure("store", "{}", 2,
		       "docker-credential-discred: store is not supported: log in with 'discred auth login'\n");
	expect_failure("frob", "", 0, "docker-credential-discred: unknown action: frob\n");
	expect_failure("", "", 0, "Usage: docker-credential-discred <store|get|erase|list|version>\n");
	expect_failure("get more", "", 0, "Usage: docker-credential-discred <store|get|erase|list|version>\n");
}

Test(protocol_docker, what_is_not_there)
{
	struct buf out = BUF_INIT(4096);
	struct error err = ERROR_INIT;

	error_set(&err, ERROR_NONE, "no token");
	error_hint(&err, "log in");
	protocol_of_program(DOCKER)->failure(&err, &out);
	cr_expect_str_eq(buf_text(&out), "credentials not found in native keychain\n");
	buf_clear(&out);
	error_set(&err, ERROR_TEMP, "no token");
	error_hint(&err, "wait");
	protocol_of_program(DOCKER)->failure(&err, &out);
	cr_expect_str_eq(buf_text(&out), "no token; wait\n");
	buf_release(&out);
}

static void expect_text(const char *words, const char *input, enum protocol_verb verb, const char *text)
{
	struct protocol_request request = ask(words, input);

	cr_expect_eq(request.verb, verb);
	cr_expect_str_eq(buf_text(&request.text), text);
	protocol_request_release(&request);
}

Test(protocol_docker, other_actions)
{
	expect_text("erase", "http://nobody.example", PROTOCOL_NOTHING, "");
	expect_text("list", "unused", PROTOCOL_LIST, "");
	expect_text("version", "", PROTOCOL_NOTHING, "docker-credential-discred (discred) 1.2\n");
	expect_text("--version", "", PROTOCOL_NOTHING, "docker-credential-discred (discred) 1.2\n");
	expect_text("-h", "", PROTOCOL_NOTHING, "Usage: docker-credential-discred <store|get|erase|list|version>\n");
}

Test(protocol_docker, an_address_without_end)
{
	struct buf text = BUF_INIT(1024 * 1024);

	while (text.len <= BUF_TOKEN_MAX)
		buf_char(&text, 'x');
	expect_failure("get", buf_text(&text), text.len, "the request is larger than 65536 bytes\n");
	buf_release(&text);
}

Test(protocol_docker, list)
{
	struct strings profiles = STRINGS_INIT;
	struct buf out = BUF_INIT(4096);
	struct error err = ERROR_INIT;

	cr_assert_eq(protocol_of_program(DOCKER)->list(&profiles, false, &out, &err), 0);
	cr_expect_str_eq(buf_text(&out), "{}\n");
	buf_clear(&out);
	strings_add(&profiles, "a");
	strings_add(&profiles, "b");
	cr_assert_eq(protocol_of_program(DOCKER)->list(&profiles, true, &out, &err), 0);
	cr_expect_str_eq(buf_text(&out), "{\"https://discord.com\":\"discred\",\"discred://a\":\"discred\","
					 "\"discred://b\":\"discred\"}\n");
	buf_release(&out);
	strings_release(&profiles);
}
