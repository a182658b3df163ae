/* What every protocol must do, for each row of the table. */
#include <criterion/criterion.h>

#include "base/memory.h"
#include "discred/protocol.h"

static struct token sample(enum token_type type)
{
	struct token token = TOKEN_INIT;

	buf_str(&token.secret, "tok\"en.1\\");
	token.type = type;
	token.scope = xstrdup("identify guilds");
	token.issued = 1700000000;
	token.expires = 1700604800;
	return token;
}

/* An output's or a helper's row. */
static const struct protocol *row_of(const char *name)
{
	for (size_t i = 0; i < protocol_table_count; i++)
		if (!strcmp(protocol_table[i]->name, name))
			return protocol_table[i];
	cr_assert_fail("no row '%s'", name);
	return NULL;
}

/* What a helper is asked: for a server, in a way that takes a header. */
static struct protocol_request asked(void)
{
	struct protocol_request request = PROTOCOL_REQUEST_INIT;

	request.verb = PROTOCOL_GET;
	buf_str(&request.text, "https://discord.com");
	return request;
}

static void reply_to(const char *name, const struct protocol_request *request, const struct token *token,
		     struct buf *out)
{
	struct protocol_reply answer = {.token = token, .profile = "reader", .source = "cache", .request = request};
	struct error err = ERROR_INIT;

	cr_assert_eq(row_of(name)->reply(&answer, out, &err), 0, "%s", err.text);
}

static void reply(const char *name, const struct token *token, struct buf *out)
{
	struct protocol_request request = asked();

	reply_to(name, &request, token, out);
	protocol_request_release(&request);
}

Test(protocol, every_row_answers_and_ends_its_line)
{
	struct token token = sample(TOKEN_BEARER);

	for (size_t i = 0; i < protocol_table_count; i++) {
		const struct protocol *row = protocol_table[i];
		struct buf out = BUF_INIT(BUF_FILE_MAX);

		cr_expect_eq(protocol_find(row->name), row->argv0 ? NULL : row);
		cr_expect_eq(row->argv0 != NULL, row->request != NULL);
		cr_expect_neq(row->help[0], '\0');
		reply(row->name, &token, &out);
		cr_expect_eq(buf_text(&out)[out.len - 1], '\n', "%s", row->name);
		buf_release(&out);
	}
	cr_expect_null(protocol_find("none"));
	token_release(&token);
}

Test(protocol, a_helper_is_found_by_the_name_of_its_program)
{
	cr_expect_str_eq(protocol_of_program("git-credential-discred")->name, "git");
	cr_expect_str_eq(protocol_of_program("/usr/bin/docker-credential-discred")->name, "docker");
	cr_expect_str_eq(protocol_of_program("/usr/bin/discred-credential-helper")->name, "bazel");
	cr_expect_null(protocol_of_program("discred-token"));
	cr_expect_null(protocol_of_program("/git-credential-discred/discred-token"));
	cr_expect_null(protocol_of_program(""));
}

Test(protocol, names_of_the_outputs)
{
	char *names = protocol_outputs();

	cr_expect_str_eq(names, "plain, header, json, env, curl, record");
	free(names);
}

Test(protocol, no_row_writes_more_than_it_may)
{
	struct token token = sample(TOKEN_BEARER);

	for (size_t i = 0; i < protocol_table_count; i++) {
		struct protocol_request request = asked();
		struct protocol_reply answer = {
		    .token = &token, .profile = "reader", .source = "cache", .request = &request};
		struct buf out = BUF_INIT(4);
		struct error err = ERROR_INIT;

		cr_expect_eq(protocol_table[i]->reply(&answer, &out, &err), -1);
		cr_expect_eq(err.code, ERROR_BUG);
		protocol_request_release(&request);
		buf_release(&out);
	}
	token_release(&token);
}

static void expect(const char *name, enum token_type type, const char *text)
{
	struct token token = sample(type);
	struct buf out = BUF_INIT(BUF_FILE_MAX);

	reply(name, &token, &out);
	cr_expect_str_eq(buf_text(&out), text);
	buf_release(&out);
	token_release(&token);
}

Test(protocol, exact_bytes)
{
	expect("plain", TOKEN_BEARER, "tok\"en.1\\\n");
	expect("header", TOKEN_BEARER, "Authorization: Bearer tok\"en.1\\\n");
	expect("header", TOKEN_BOT, "Authorization: Bot tok\"en.1\\\n");
	expect("json", TOKEN_BEARER,
	       "{\"version\":1,\"profile\":\"reader\",\"token\":\"tok\\\"en.1\\\\\",\"token_type\":\"Bearer\","
	       "\"scope\":\"identify guilds\",\"expires_at\":\"2023-11-21T22:13:20Z\",\"source\":\"cache\"}\n");
	expect("env", TOKEN_BEARER, "export DISCORD_ACCESS_TOKEN='tok\"en.1\\'\n");
	expect("env", TOKEN_BOT, "export DISCORD_TOKEN='tok\"en.1\\'\n");
	expect("curl", TOKEN_BEARER, "header = \"Authorization: Bearer tok\\\"en.1\\\\\"\n");
	expect("curl", TOKEN_BOT, "header = \"Authorization: Bot tok\\\"en.1\\\\\"\n");
	expect("record", TOKEN_BEARER,
	       "discred-record 1\nresult=ok\naccess_token=tok\"en.1\\\ntoken_type=Bearer\nscope_asked=\n"
	       "scope=identify guilds\nissued=1700000000\nexpires=1700604800\nclient_id=\napi_base=\nend\n");
	expect("git", TOKEN_BEARER,
	       "capability[]=authtype\nauthtype=Bearer\ncredential=tok\"en.1\\\nephemeral=1\n"
	       "password_expiry_utc=1700604800\n");
	expect("git", TOKEN_BOT,
	       "capability[]=authtype\nauthtype=Bot\ncredential=tok\"en.1\\\nephemeral=1\n"
	       "password_expiry_utc=1700604800\n");
	expect("docker", TOKEN_BEARER,
	       "{\"ServerURL\":\"https://discord.com\",\"Username\":\"discred\",\"Secret\":\"tok\\\"en.1\\\\\"}\n");
	expect("bazel", TOKEN_BEARER,
	       "{\"headers\":{\"Authorization\":[\"Bearer tok\\\"en.1\\\\\"]},"
	       "\"expires\":\"2023-11-21T22:13:20Z\"}\n");
	expect("bazel", TOKEN_BOT,
	       "{\"headers\":{\"Authorization\":[\"Bot tok\\\"en.1\\\\\"]},"
	       "\"expires\":\"2023-11-21T22:13:20Z\"}\n");
}

Test(protocol, git_without_a_place_for_a_token)
{
	struct protocol_request request = asked();
	struct token token = sample(TOKEN_BEARER);
	struct buf out = BUF_INIT(BUF_FILE_MAX);

	request.password = true;
	reply_to("git", &request, &token, &out);
	cr_expect_str_eq(buf_text(&out), "username=reader\npassword=tok\"en.1\\\npassword_expiry_utc=1700604800\n");
	buf_release(&out);
	token_release(&token);
	protocol_request_release(&request);
}

Test(protocol, a_helper_and_a_token_without_an_end)
{
	struct token token = sample(TOKEN_BOT);
	struct buf out = BUF_INIT(BUF_FILE_MAX);

	token.expires = 0;
	reply("git", &token, &out);
	cr_expect_null(strstr(buf_text(&out), "password_expiry_utc"));
	buf_clear(&out);
	reply("bazel", &token, &out);
	cr_expect_str_eq(buf_text(&out), "{\"headers\":{\"Authorization\":[\"Bot tok\\\"en.1\\\\\"]}}\n");
	buf_release(&out);
	token_release(&token);
}

Test(protocol, env_with_a_name_and_a_quote)
{
	struct token token = sample(TOKEN_BEARER);
	struct protocol_reply answer = {.token = &token, .profile = "reader", .source = "cache", .variable = "MINE"};
	struct buf out = BUF_INIT(BUF_FILE_MAX);
	struct error err = ERROR_INIT;

	buf_clear(&token.secret);
	buf_str(&token.secret, "it's$(x)`y`");
	cr_assert_eq(protocol_find("env")->reply(&answer, &out, &err), 0);
	cr_expect_str_eq(buf_text(&out), "export MINE='it'\\''s$(x)`y`'\n");
	buf_release(&out);
	token_release(&token);
}

Test(protocol, json_of_a_token_without_an_end)
{
	struct token token = sample(TOKEN_BOT);
	struct buf out = BUF_INIT(BUF_FILE_MAX);

	token.expires = 0;
	reply("json", &token, &out);
	cr_expect_not_null(strstr(buf_text(&out), "\"expires_at\":null"));
	buf_release(&out);
	token_release(&token);
}
