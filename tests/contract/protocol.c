/* What every protocol must do, for each row of the table. */
#include <criterion/criterion.h>

#include "discred/memory.h"
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

static void reply(const char *name, const struct token *token, struct buf *out)
{
	struct protocol_reply answer = {.token = token, .profile = "reader", .source = "cache"};
	struct error err = ERROR_INIT;

	cr_assert_eq(protocol_find(name)->reply(&answer, out, &err), 0, "%s", err.text);
}

Test(protocol, every_row_answers_and_ends_its_line)
{
	struct token token = sample(TOKEN_BEARER);

	for (size_t i = 0; i < protocol_table_count; i++) {
		const struct protocol *row = protocol_table[i];
		struct buf out = BUF_INIT(BUF_FILE_MAX);

		cr_expect_eq(protocol_find(row->name), row);
		cr_expect_neq(row->help[0], '\0');
		reply(row->name, &token, &out);
		cr_expect_eq(buf_text(&out)[out.len - 1], '\n', "%s", row->name);
		buf_release(&out);
	}
	cr_expect_null(protocol_find("none"));
	token_release(&token);
}

Test(protocol, no_row_writes_more_than_it_may)
{
	struct token token = sample(TOKEN_BEARER);

	for (size_t i = 0; i < protocol_table_count; i++) {
		struct protocol_reply answer = {.token = &token, .profile = "reader", .source = "cache"};
		struct buf out = BUF_INIT(4);
		struct error err = ERROR_INIT;

		cr_expect_eq(protocol_table[i]->reply(&answer, &out, &err), -1);
		cr_expect_eq(err.code, ERROR_BUG);
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
