#include "cmd/profile/draft.h"
#include "loaded.h"

static struct environ variables;
static struct profile_draft draft;

static void make(void)
{
	loaded_make();
	variables = loaded_environ();
	draft_init(&draft, &variables, &loaded_sources);
}

static void end(void)
{
	draft_release(&draft);
	scratch_remove();
}

TestSuite(draft, .init = make, .fini = end);

static void expect_taken(const char *key, const char *text)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(draft_answer(&draft, key, text, &err), 0, "%s", err.text);
	cr_assert_str_eq(draft_given(&draft, key), text);
	cr_assert_str_eq(draft_value(&draft, key), text);
	cr_assert(draft_has(&draft, key));
}

static void expect_not(const char *key, const char *text, const char *want)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(draft_answer(&draft, key, text, &err), -1, "%s", text);
	expect_hint(err, ERROR_USAGE, want, "");
}

Test(draft, what_is_not_answered_has_its_default)
{
	cr_assert_null(draft_given(&draft, "scope"));
	cr_assert_str_eq(draft_value(&draft, "scope"), "bot");
	cr_assert_null(draft_value(&draft, "client_id"));
	cr_assert_not(draft_has(&draft, "scope"));
	cr_assert_null(draft_value(&draft, "nonsense"));
	cr_assert_not(draft_has(&draft, "nonsense"));
}

Test(draft, answers)
{
	expect_taken("name", "The \"reader\" \\ of things");
	expect_taken("description", "");
	expect_taken("client_id", "18446744073709551615");
	expect_taken("scope", "identify  guilds");
	expect_taken("permissions", "VIEW_CHANNEL + 0x800");
	expect_taken("redirect_uri", "http://127.0.0.1:1/cb http://127.0.0.1:2/cb");
	expect_taken("public_client", "true");
	expect_taken("min_valid", "0");
	expect_taken("hosts", "discord.com example.com:5000");
	expect_taken("scope", "bot");
}

Test(draft, commas_between_scopes)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(draft_answer(&draft, "scope", "identify,guilds, bot", &err), 0);
	cr_assert_str_eq(draft_value(&draft, "scope"), "identify guilds  bot");
	cr_assert_eq(draft_answer(&draft, "description", "a, b", &err), 0);
	cr_assert_str_eq(draft_value(&draft, "description"), "a, b");
}

/* As the loader says it. */
Test(draft, answers_that_no_profile_may_have)
{
	expect_not("client_id", "", "'client_id' is empty");
	expect_not("client_id", "12a", "'client_id' must be digits only, such as \"157730590492196864\"");
	expect_not("client_id", "99999999999999999999", "'client_id' is larger than 18446744073709551615");
	expect_not("scope", "  ", "'scope' is empty");
	expect_not("scope", "bot bot", "scope 'bot' is there twice");
	expect_not("permissions", "VIEW_CHANEL", "unknown permission 'VIEW_CHANEL': did you mean 'VIEW_CHANNEL'?");
	expect_not("bot_name", "Bot (mine)",
		   "'bot_name' is part of the User-Agent: printable ASCII without parentheses and commas");
	expect_not("bot_url", "example.com", "'bot_url': the URL does not begin with 'https://' or 'http://'");
	expect_not("redirect_uri", "http://127.0.0.1:1/ app://x",
		   "an answer at 'app:' cannot be received: write an http or https URL");
	expect_not("redirect_uri", " ", "'redirect_uri': the URL does not begin with 'https://' or 'http://'");
	expect_not("api_base", "http://example.com",
		   "'api_base' must begin with 'https://': plain http is for a loopback host only");
	expect_not("public_client", "yes", "'public_client' must be true or false, not a string");
	expect_not("min_valid", "604801", "'min_valid' goes from 0 to 604800 seconds");
	expect_not("min_valid", "-1", "'min_valid' must be a number of seconds, not a string");
	cr_assert_null(draft_given(&draft, "client_id"));
}

Test(draft, an_answer_is_no_way_into_another_setting)
{
	expect_not("description", "a\nb", "'description' holds a control byte: it is one line of text");
	expect_not("public_client", "true; stack = \"x\"", "'public_client' must be true or false, not a string");
	expect_not("min_valid", "60; x", "'min_valid' must be a number of seconds, not a string");
	expect_taken("description", "\"; client_secret = \"x");
}

Test(draft, a_refused_answer_leaves_the_one_before)
{
	expect_taken("client_id", "12");
	expect_not("client_id", "x", "'client_id' must be digits only, such as \"157730590492196864\"");
	cr_assert_str_eq(draft_given(&draft, "client_id"), "12");
}

Test(draft, forgets)
{
	expect_taken("scope", "identify");
	draft_forget(&draft, "scope");
	cr_assert_not(draft_has(&draft, "scope"));
	cr_assert_str_eq(draft_value(&draft, "scope"), "bot");
	draft_forget(&draft, "scope");
	draft_forget(&draft, "nonsense");
}

Test(draft, a_shared_stack)
{
	struct error err = ERROR_INIT;

	scratch_text("discred/stacks/a.cfg", "stack = ( { control = \"required\"; source = \"cache\"; } );", 0600);
	scratch_text("discred/stacks/b.cfg", "stack = ();", 0600);
	expect_taken("stack", "a");
	cr_assert_eq(draft_answer(&draft, "stack", "b", &err), -1);
	cr_assert_eq(err.code, ERROR_CONFIG);
	cr_assert(strstr(err.text, "discred/stacks/b.cfg:1:9: 'stack' is empty"), "%s", err.text);
}

Test(draft, more_than_a_file_holds)
{
	char *text = xcalloc(1, BUF_FILE_MAX + 10);

	memset(text, 'x', BUF_FILE_MAX + 9);
	expect_not("description", text, "'description' is longer than any file may be");
	free(text);
}

Test(draft, references)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(draft_refer(&draft, "client_secret", SECRET_STORED, "", &err), 0);
	cr_assert(draft_has(&draft, "client_secret"));
	cr_assert_null(draft_given(&draft, "client_secret"));
	cr_assert_eq(draft_refer(&draft, "client_secret", SECRET_FILE, "~/secret", &err), 0);
	cr_assert_eq(draft_refer(&draft, "client_secret", SECRET_COMMAND, "pass show x", &err), 0);
	cr_assert_eq(draft_refer(&draft, "bot_token", SECRET_ENV, "A_TOKEN", &err), 0);
	cr_assert_eq(draft_refer(&draft, "bot_token", SECRET_ENV, "1", &err), -1);
	expect_hint(err, ERROR_USAGE, "'bot_token.env' must be the name of an environment variable in a string", "");
	cr_assert_eq(draft_refer(&draft, "bot_token", SECRET_FILE, "secret", &err), -1);
	expect_hint(err, ERROR_USAGE,
		    "'bot_token.file' must be an absolute path in a string, or one that begins with '~/'", "");
	cr_assert_eq(draft_refer(&draft, "bot_token", SECRET_COMMAND, "", &err), -1);
	expect_hint(err, ERROR_USAGE, "'bot_token.command' is empty", "");
}

Test(draft, secrets_are_no_answers)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(draft_answer(&draft, "client_secret", "hunter2", &err), -1);
	expect_hint(err, ERROR_BUG, "'client_secret' is no answer of a draft", "");
	cr_assert_eq(draft_answer(&draft, "nonsense", "x", &err), -1);
	expect_hint(err, ERROR_BUG, "'nonsense' is no answer of a draft", "");
	cr_assert_eq(draft_refer(&draft, "client_secret", SECRET_PLAIN, "hunter2", &err), -1);
	expect_hint(err, ERROR_BUG, "'client_secret' cannot be referred to", "");
	cr_assert_eq(draft_refer(&draft, "scope", SECRET_STORED, "", &err), -1);
	expect_hint(err, ERROR_BUG, "'scope' cannot be referred to", "");
}

Test(draft, when_a_secret_is_needed)
{
	struct error err = ERROR_INIT;

	cr_assert_not(draft_lacks_secret(&draft));
	expect_taken("scope", "bot applications.commands");
	cr_assert_not(draft_lacks_secret(&draft));
	expect_taken("scope", "bot identify");
	cr_assert(draft_lacks_secret(&draft));
	expect_taken("public_client", "true");
	cr_assert_not(draft_lacks_secret(&draft));
	expect_taken("public_client", "false");
	cr_assert(draft_lacks_secret(&draft));
	cr_assert_eq(draft_refer(&draft, "client_secret", SECRET_STORED, "", &err), 0);
	cr_assert_not(draft_lacks_secret(&draft));
}
