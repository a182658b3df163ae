#include "cmd/profile/import.h"
#include "expect.h"
#include "loaded.h"

static struct environ variables;
static struct profile_draft draft;
static struct import import = IMPORT_INIT;
static struct imported imported = IMPORTED_INIT;

static void make(void)
{
	loaded_make();
	variables = loaded_environ();
	draft_init(&draft, &variables, &loaded_sources);
}

static void end(void)
{
	imported_release(&imported);
	import_release(&import);
	draft_release(&draft);
	scratch_remove();
}

TestSuite(import_sort, .init = make, .fini = end);

static int sort(const char *text, struct error *err)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);

	imported_release(&imported);
	import_release(&import);
	draft_release(&draft);
	draft_init(&draft, &variables, &loaded_sources);
	buf_str(&bytes, text);
	cr_assert_eq(import_read(&import, &bytes, err), 0, "%s", err->text);
	buf_release(&bytes);
	return import_sort(&import, &draft, &imported, err);
}

static void expect_sorted(const char *text)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(sort(text, &err), 0, "%s", err.text);
}

static void expect_not_sorted(const char *text, const char *want, const char *hint)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(sort(text, &err), -1, "%s", text);
	expect_hint(err, ERROR_CONFIG, want, hint);
}

static void expect_names(const struct strings *names, const char *want)
{
	char *all = strings_join(names, " ");

	cr_assert_str_eq(all, want);
	free(all);
}

static void expect_answer(const char *key, const char *want)
{
	cr_assert_not_null(draft_given(&draft, key), "%s", key);
	cr_assert_str_eq(draft_given(&draft, key), want);
}

Test(import_sort, an_env_file)
{
	expect_sorted("CLIENT_ID=1\nCLIENT_SECRET=hunter2\nDISCORD_TOKEN=tok.en\nCHANNEL_ID=2\nGUILD_ID=3\n"
		      "SCOPES=identify,guilds\nPERMISSIONS=68608\nDISCRED_REDIRECT_URI=http://127.0.0.1:1/\n"
		      "BOT_NAME=Reader\nBOT_VERSION=2\nBOT_URL=https://example.com/\nNAME=reader\n"
		      "DESCRIPTION='reads things'\n");
	expect_answer("client_id", "1");
	expect_answer("channel_id", "2");
	expect_answer("guild_id", "3");
	expect_answer("scope", "identify guilds");
	expect_answer("permissions", "68608");
	expect_answer("redirect_uri", "http://127.0.0.1:1/");
	expect_answer("bot_name", "Reader");
	expect_answer("bot_version", "2");
	expect_answer("bot_url", "https://example.com/");
	expect_answer("description", "reads things");
	cr_assert_str_eq(imported.name, "reader");
	cr_assert_str_eq(buf_text(&imported.client_secret), "hunter2");
	cr_assert_str_eq(buf_text(&imported.bot_token), "tok.en");
	cr_assert_not(draft_has(&draft, "client_secret"));
	cr_assert_not(draft_has(&draft, "name"));
	expect_names(&imported.unknown, "");
	expect_names(&imported.tokens, "");
}

Test(import_sort, a_json_credential)
{
	expect_sorted(
	    "{\"name\": \"r\", \"clientId\": \"1\", \"client-secret\": \"s\", \"BOT_TOKEN\": \"t\", "
	    "\"botName\": \"B\", \"version\": \"2\", \"url\": \"https://example.com/\", "
	    "\"scope\": [\"bot\", \"identify\"], \"permissions\": 8, \"public_client\": false, "
	    "\"min_valid\": 90, \"discredRedirectUris\": [\"http://127.0.0.1:1/\", \"http://127.0.0.1:2/\"]}");
	expect_answer("client_id", "1");
	expect_answer("bot_name", "B");
	expect_answer("bot_version", "2");
	expect_answer("bot_url", "https://example.com/");
	expect_answer("scope", "bot identify");
	expect_answer("permissions", "8");
	expect_answer("public_client", "false");
	expect_answer("min_valid", "90");
	expect_answer("redirect_uri", "http://127.0.0.1:1/ http://127.0.0.1:2/");
	cr_assert_str_eq(buf_text(&imported.bot_token), "t");
}

Test(import_sort, every_name_with_discord_before_it)
{
	expect_sorted("DISCORD_CLIENT_ID=1\nDISCORD_CLIENT_SECRET=s\nDISCORD_BOT_TOKEN=t\nDISCORD_CHANNEL_ID=2\n"
		      "DISCORD_SCOPE=bot+identify\nDISCORD_APPLICATION_ID=1\ndiscordGuildId=3\n");
	expect_answer("client_id", "1");
	expect_answer("channel_id", "2");
	expect_answer("guild_id", "3");
	expect_answer("scope", "bot identify");
	cr_assert_str_eq(buf_text(&imported.client_secret), "s");
	cr_assert_str_eq(buf_text(&imported.bot_token), "t");
}

Test(import_sort, names_that_mean_nothing_here)
{
	expect_sorted("DISCORD=y\nVERSION=1\nURL=z\nDATABASE_URL=postgres://u:p@h/\nSTACK=a\nLOG_LEVEL=debug\n"
		      "A_NAME_THAT_IS_LONGER_THAN_ANY_OF_OURS_COULD_EVER_BE_AND_THEN_SOME_MORE_OF_IT=1\n");
	expect_names(&imported.unknown,
		     "DISCORD VERSION URL DATABASE_URL STACK LOG_LEVEL "
		     "A_NAME_THAT_IS_LONGER_THAN_ANY_OF_OURS_COULD_EVER_BE_AND_THEN_SOME_MORE_OF_IT");
	expect_sorted("{\"meta\": {\"a\": 1}, \"x\": 1.5}");
	expect_names(&imported.unknown, "meta x");
}

Test(import_sort, what_says_where_secrets_go_needs_our_name)
{
	expect_sorted("API_BASE=https://evil.example/api\nDISCORD_CA_FILE=/tmp/ca\nHOSTS=evil.example\n"
		      "AUTHORIZE_URL=https://evil.example/\nREDIRECT_URI=https://evil.example/\nCALLBACK_URL=x\n"
		      "GIT_PASSWORD=true\nSTORE=x\n");
	expect_names(&imported.elsewhere,
		     "API_BASE DISCORD_CA_FILE HOSTS AUTHORIZE_URL REDIRECT_URI CALLBACK_URL GIT_PASSWORD STORE");
	cr_assert_not(draft_has(&draft, "api_base"));
	expect_names(&imported.decided, "");
	expect_sorted("DISCRED_API_BASE=https://one.example/api\nDISCRED_HOSTS=one.example\nDISCRED_CLIENT_ID=1\n");
	expect_answer("api_base", "https://one.example/api");
	expect_answer("client_id", "1");
	expect_names(&imported.decided, "DISCRED_API_BASE=https://one.example/api DISCRED_HOSTS=one.example");
	expect_sorted("{\"api_base\": \"https://evil.example/\"}");
	expect_names(&imported.elsewhere, "api_base");
}

static void expect_token(const char *text, const char *perhaps, const char *taken)
{
	struct error err = ERROR_INIT;

	expect_sorted(text);
	cr_assert_eq(imported.perhaps != NULL, perhaps != NULL, "%s", text);
	cr_assert_str_eq(buf_text(&imported.bot_token), taken);
	if (!perhaps)
		return;
	cr_assert_str_eq(imported.perhaps->name, perhaps);
	cr_assert_eq(import_take_token(&import, imported.perhaps, &imported, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_text(&imported.bot_token), "x");
}

Test(import_sort, a_token_without_a_name)
{
	expect_token("TOKEN=x\n", "TOKEN", "");
	expect_token("{\"token\": \"x\"}", "token", "");
	expect_token("TOKEN=x\nBOT_TOKEN=y\n", NULL, "y");
	expect_names(&imported.unknown, "TOKEN");
	expect_token("TOKEN=\nCLIENT_ID=1\n", NULL, "");
}

Test(import_sort, references)
{
	expect_sorted("ID=12\nCLIENT_ID=${ID}\nCLIENT_SECRET=\"a-${PART}-b\"\nPART=c\nOTHER=${NOWHERE}\n");
	expect_answer("client_id", "12");
	cr_assert_str_eq(buf_text(&imported.client_secret), "a-c-b");
	expect_sorted("CLIENT_SECRET='a-${PART}'\n");
	cr_assert_str_eq(buf_text(&imported.client_secret), "a-${PART}");
	expect_not_sorted("CLIENT_SECRET=${NOWHERE}\n",
			  "CLIENT_SECRET: its value refers to a ${NAME} that is not in the file",
			  "write the value itself there");
	expect_not_sorted("{\"clientSecret\": \"${X\"}",
			  "clientSecret: its value refers to a ${NAME} that is not in the file",
			  "write the value itself there");
	expect_not_sorted("CLIENT_SECRET=$NOWHERE\n",
			  "CLIENT_SECRET: its value refers to a ${NAME} that is not in the file",
			  "write the value itself there");
	expect_not_sorted("CLIENT_SECRET=${CLIENT_SECRET}\n", "CLIENT_SECRET: its value refers to itself",
			  "write the value itself there");
}

Test(import_sort, values_that_are_no_secrets)
{
	expect_not_sorted("BOT_TOKEN='\"hunter2\"'\n",
			  "BOT_TOKEN: the value can't be a bot token: it has quotes around it", "write it alone");
	expect_not_sorted("BOT_TOKEN='Bot hunter2'\n",
			  "BOT_TOKEN: the value can't be a bot token: it has 'Bot' before the token", "write it alone");
	expect_not_sorted(
	    "CLIENT_SECRET=\"hunter\n2\"\n",
	    "CLIENT_SECRET: the value can't be a client secret: it has a blank or a line's end in it, or a "
	    "letter that is not ASCII",
	    "write it alone");
}

Test(import_sort, tokens_stay_where_they_are)
{
	expect_sorted("ACCESS_TOKEN=x\nDISCORD_REFRESH_TOKEN=y\nDISCORD_ACCESS_TOKEN=z\n");
	expect_names(&imported.tokens, "ACCESS_TOKEN DISCORD_REFRESH_TOKEN DISCORD_ACCESS_TOKEN");
	expect_names(&imported.unknown, "");
}

Test(import_sort, empty_values_are_none)
{
	expect_sorted("CLIENT_ID=1\nCLIENT_SECRET=\nCHANNEL_ID=\nDISCORD_CLIENT_ID=\n");
	expect_answer("client_id", "1");
	cr_assert_not(draft_has(&draft, "channel_id"));
	cr_assert_eq(imported.client_secret.len, 0);
}

Test(import_sort, two_names_for_one_key)
{
	expect_sorted("CLIENT_ID=1\nDISCORD_CLIENT_ID=1\nCLIENT_SECRET=s\nDISCORD_CLIENT_SECRET=s\n");
	cr_assert_str_eq(buf_text(&imported.client_secret), "s");
	expect_not_sorted("CLIENT_SECRET=hunter2\nDISCORD_CLIENT_SECRET=hunter3\n",
			  "CLIENT_SECRET and DISCORD_CLIENT_SECRET are both client_secret, with different values", "");
	expect_not_sorted("NAME=a\nNAME=b\n", "NAME and NAME are both name, with different values", "");
}

Test(import_sort, values_that_no_profile_may_have)
{
	expect_not_sorted("CLIENT_ID=abc\n",
			  "CLIENT_ID: 'client_id' must be digits only, such as \"157730590492196864\"", "");
	expect_not_sorted("{\"clientId\": 1.5}", "clientId is neither a string nor a whole number of 64 bits",
			  "write it as a string");
	expect_not_sorted("{\"clientSecret\": [1]}", "clientSecret is neither a string nor a whole number of 64 bits",
			  "write it as a string");
}

Test(import_sort, a_secret_that_is_too_long)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);

	buf_str(&text, "BOT_TOKEN=");
	while (text.len < BUF_TOKEN_MAX + 100)
		buf_str(&text, "xxxxxxxxxxxxxxxx");
	expect_not_sorted(buf_text(&text), "BOT_TOKEN: longer than 65536 bytes", "");
	buf_release(&text);
}
