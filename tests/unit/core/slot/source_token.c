#include "core/slot/source_token.h"

#include "base/memory.h"
#include "discred/slot.h"
#include "expect.h"
#include "store_case.h"

static struct profile profile;

static void begin(void)
{
	store_case_begin();
	profile = (struct profile){
	    .id = (char *)"reader", .client_id = (char *)"1", .api_base = (char *)"https://discord.com/api/v10"};
}

TestSuite(source_token, .init = begin, .fini = store_case_end);

static void keep(const char *source, const char *options)
{
	struct token token = TOKEN_INIT;
	struct error err = ERROR_INIT;

	buf_str(&token.secret, "kept");
	token.client_id = xstrdup("1");
	token.api_base = xstrdup("https://discord.com/api/v10");
	cr_assert_eq(source_token_save(&store, &profile, source, options, &token, &err), 0, "%s", err.text);
	token_release(&token);
}

static void expect_none(const char *source, const char *options, const char *text)
{
	struct token token = TOKEN_INIT;
	struct error err = ERROR_INIT;

	cr_assert_eq(source_token_load(&store, &profile, source, options, &token, &err), -1);
	expect_error(err, ERROR_NONE, text);
	cr_assert_eq(token.secret.len, 0);
	token_release(&token);
}

Test(source_token, comes_back_for_the_same_options)
{
	struct token token = TOKEN_INIT;
	struct error err = ERROR_INIT;

	keep("command", "argv=/a type=Bot");
	cr_assert_eq(source_token_load(&store, &profile, "command", "argv=/a type=Bot", &token, &err), 0, "%s",
		     err.text);
	cr_assert_str_eq(buf_text(&token.secret), "kept");
	token_release(&token);
}

Test(source_token, not_for_others)
{
	keep("command", "argv=/a type=Bot");
	expect_none("command", "argv=/b type=Bot", "the kept token was got by other options");
	expect_none("client_credentials", "argv=/a type=Bot", "no token is kept");
	profile.client_id = (char *)"2";
	expect_none("command", "argv=/a type=Bot",
		    "the kept token is for client_id '1' at 'https://discord.com/api/v10'");
	profile.client_id = (char *)"1";
	profile.api_base = (char *)"http://127.0.0.1:1";
	expect_none("command", "argv=/a type=Bot",
		    "the kept token is for client_id '1' at 'https://discord.com/api/v10'");
}

Test(source_token, is_not_the_users_token)
{
	struct token token = TOKEN_INIT;
	struct error err = ERROR_INIT;

	keep("client_credentials", "identify");
	cr_assert_eq(slot_load_token(&store, "reader", "token", &token, &err), -1);
	expect_error(err, ERROR_NONE, "no token is stored");
}

Test(source_token, damaged_is_none)
{
	struct buf bytes = BUF_INIT(64);
	struct error err = ERROR_INIT;

	buf_str(&bytes, "discred-record 1\nexpires=1\n");
	cr_assert_eq(store.ops->save(&store, "reader", "token-command", &bytes, &err), 0);
	expect_none("command", "", "the kept token is damaged");
	buf_str(&bytes, "end\n");
	cr_assert_eq(store.ops->save(&store, "reader", "token-command", &bytes, &err), 0);
	expect_none("command", "", "the kept token is damaged");
	buf_release(&bytes);
}

static void expect_scope(const char *profiles, const char *given, const char *want)
{
	struct error err = ERROR_INIT;
	char *scope;
	int result;

	strings_split(&profile.scope, profiles, " ");
	result = source_token_owner_scope(&profile, given, &scope, &err);
	if (want) {
		cr_assert_eq(result, 0, "%s", err.text);
		cr_assert_str_eq(scope, want);
	} else {
		cr_assert_eq(result, -1);
		cr_assert_null(scope);
		expect_hint(err, ERROR_CONFIG, "none of the profile's scopes is for the application's owner",
			    "set scope in the stack's entry, such as scope = \"identify\"");
	}
	free(scope);
	strings_release(&profile.scope);
}

Test(source_token, what_the_owner_is_asked_for)
{
	expect_scope("identify bot guilds webhook.incoming", NULL, "identify guilds");
	expect_scope("identify", "connections", "connections");
	expect_scope("bot applications.commands", NULL, NULL);
	expect_scope("bot", "identify", "identify");
}
