#include "cmd/profile/draft.h"
#include "core/profile/quote.h"
#include "loaded.h"

static struct environ variables;
static struct profile_draft draft;
static struct buf text = BUF_INIT(BUF_FILE_MAX);

static void make(void)
{
	loaded_make();
	variables = loaded_environ();
	draft_init(&draft, &variables, &loaded_sources);
}

static void end(void)
{
	buf_release(&text);
	draft_release(&draft);
	scratch_remove();
}

TestSuite(draft_write, .init = make, .fini = end);

static void answer(const char *key, const char *value)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(draft_answer(&draft, key, value, &err), 0, "%s", err.text);
}

Test(draft_write, the_whole_file)
{
	static const char want[] = "# A profile of discred: 'discred auth login reader', 'discred token reader'.\n"
				   "# 'discred profile edit reader' opens it in your editor and checks it\n"
				   "# afterwards.\n"
				   "\n"
				   "# one line about the profile, shown in lists\n"
				   "description = \"says \\\"h\xc3\xb6llo\\\" \\\\o/\";\n"
				   "\n"
				   "# the application's id\n"
				   "client_id = \"157730590492196864\";\n"
				   "\n"
				   "# reference to the application's secret; needed for any scope beyond bot and\n"
				   "# applications.commands\n"
				   "client_secret = { stored = true };\n"
				   "\n"
				   "# what to ask for: a string with spaces, or a list\n"
				   "scope = \"identify bot\";\n"
				   "\n"
				   "# bot permissions to ask for: a decimal string or an expression, a number\n"
				   "# with L, or a list of names\n"
				   "# 68608: VIEW_CHANNEL, SEND_MESSAGES, READ_MESSAGE_HISTORY\n"
				   "permissions = \"68608\";\n"
				   "\n"
				   "# where the browser brings the answer, as registered in the portal: a URL,\n"
				   "# or a list to try in order\n"
				   "redirect_uri = [ \"http://127.0.0.1:1/cb\", \"http://127.0.0.1:2/cb\" ];\n"
				   "\n"
				   "# a token with less than so many seconds left is renewed\n"
				   "min_valid = 90;\n"
				   "\n"
				   "# The other keys. To set one, take the '#' before it away and write your\n"
				   "# value; what stands here is the default, or an example where that is said.\n"
				   "\n"
				   "# label shown in lists; the file's name if not given (this is an example)\n"
				   "#name = \"Reader\";\n"
				   "\n"
				   "# the application is a Public Client in the portal: no client_secret\n"
				   "#public_client = false;\n"
				   "\n"
				   "# the channel to check the credential with and to read messages from (this\n"
				   "# is an example)\n"
				   "#channel_id = \"123456789012345678\";\n"
				   "\n"
				   "# the server preselected when a bot is added (this is an example)\n"
				   "#guild_id = \"123456789012345678\";\n"
				   "\n"
				   "# added to the User-Agent with bot_version\n"
				   "#bot_name = \"DiscordBot\";\n"
				   "\n"
				   "# version in the User-Agent\n"
				   "#bot_version = \"1.0\";\n"
				   "\n"
				   "# URL in the User-Agent; the profile's invitation if not given (this is an\n"
				   "# example)\n"
				   "#bot_url = \"https://example.com/reader\";\n"
				   "\n"
				   "# reference to the bot's token, for calls that Discord serves only to bots\n"
				   "# (this is an example)\n"
				   "#bot_token = { stored = true };\n"
				   "\n"
				   "# where Discord's API is\n"
				   "#api_base = \"https://discord.com/api/v10\";\n"
				   "\n"
				   "# the page that asks for consent\n"
				   "#authorize_url = \"https://discord.com/oauth2/authorize\";\n"
				   "\n"
				   "# certificates to trust instead of the system's (this is an example)\n"
				   "#ca_file = \"~/test-ca.pem\";\n"
				   "\n"
				   "# the servers that credential helpers hand the token to: HOST or HOST:PORT,\n"
				   "# or a list of them\n"
				   "#hosts = \"discord.com\";\n"
				   "\n"
				   "# git before 2.46 gets the token too, as a password\n"
				   "#git_password = false;\n"
				   "\n"
				   "# where tokens and stored secrets are kept\n"
				   "#store = \"files\";\n"
				   "\n"
				   "# which sources to ask for a token: a list of groups, or the name of a\n"
				   "# shared stack\n"
				   "#stack = (\n"
				   "#  { control = \"sufficient\"; source = \"cache\"; },\n"
				   "#  { control = \"sufficient\"; source = \"refresh\"; }\n"
				   "#);\n";
	struct error err = ERROR_INIT;

	answer("description", "says \"h\xc3\xb6llo\" \\o/");
	answer("client_id", "157730590492196864");
	answer("scope", "identify bot");
	answer("permissions", "68608");
	answer("redirect_uri", "http://127.0.0.1:1/cb  http://127.0.0.1:2/cb");
	answer("min_valid", "90");
	cr_assert_eq(draft_refer(&draft, "client_secret", SECRET_STORED, "", &err), 0);
	draft_write(&draft, "reader", DRAFT_FILE_WIDTH, &text);
	cr_assert_str_eq(buf_text(&text), want);
}

Test(draft_write, only_what_was_answered)
{
	answer("client_id", "1");
	answer("redirect_uri", "http://127.0.0.1:1/");
	draft_write_given(&draft, DRAFT_FILE_WIDTH, &text);
	cr_assert_str_eq(buf_text(&text), "# the application's id\n"
					  "client_id = \"1\";\n"
					  "\n"
					  "# where the browser brings the answer, as registered in the portal: a URL,\n"
					  "# or a list to try in order\n"
					  "redirect_uri = \"http://127.0.0.1:1/\";\n");
}

Test(draft_write, every_kind_of_reference)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(draft_refer(&draft, "client_secret", SECRET_COMMAND, "pass  show a\"b", &err), 0);
	cr_assert_eq(draft_refer(&draft, "bot_token", SECRET_FILE, "~/a b", &err), 0);
	draft_write_given(&draft, DRAFT_FILE_WIDTH, &text);
	cr_assert(strstr(buf_text(&text), "\nclient_secret = { command = [ \"pass\", \"show\", \"a\\\"b\" ] };\n"));
	cr_assert(strstr(buf_text(&text), "\nbot_token = { file = \"~/a b\" };\n"));
	buf_clear(&text);
	cr_assert_eq(draft_refer(&draft, "bot_token", SECRET_ENV, "TOKEN", &err), 0);
	draft_write_given(&draft, DRAFT_FILE_WIDTH, &text);
	cr_assert(strstr(buf_text(&text), "\nbot_token = { env = \"TOKEN\" };\n"));
}

/* Loads the text as the file x.cfg. */
static void load(struct profile *profile)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;

	scratch_text("discred/profiles/x.cfg", buf_text(&text), 0600);
	cr_assert_eq(loaded_load(profile, "x", &list, &err), 0, "%s", err.text);
	diagnostics_release(&list);
}

Test(draft_write, is_read_back_as_it_was_answered)
{
	struct profile profile;

	answer("client_id", "1");
	answer("description", "\"; scope = \"rpc\"; # \\x41 '/* @include");
	answer("permissions", "VIEW_CHANNEL + SEND_MESSAGES");
	answer("public_client", "true");
	draft_write(&draft, "x", DRAFT_FILE_WIDTH, &text);
	load(&profile);
	cr_assert_str_eq(profile.description, "\"; scope = \"rpc\"; # \\x41 '/* @include");
	cr_assert_eq(profile.permissions, 3072);
	cr_assert(profile.public_client);
	cr_assert_str_eq(profile.scope.item[0], "bot");
	profile_release(&profile);
}

/* Whoever takes a '#' away gets a file that is loaded. */
Test(draft_write, with_every_comment_that_is_a_setting_in_force)
{
	struct buf all = BUF_INIT(BUF_FILE_MAX);
	struct profile profile;
	const char *line;

	draft_write(&draft, "x", DRAFT_FILE_WIDTH, &text);
	for (line = buf_text(&text); *line; line += strcspn(line, "\n") + 1) {
		const char *from = line[0] == '#' && (line[1] != ' ' || line[2] == ' ') ? line + 1 : line;

		buf_add(&all, from, strcspn(from, "\n") + 1);
	}
	buf_move(&text, &all);
	load(&profile);
	cr_assert_str_eq(profile.client_id, "123456789012345678");
	cr_assert_eq(profile.permissions, 1115136);
	cr_assert_eq(profile.client_secret.kind, SECRET_STORED);
	cr_assert_eq(profile.bot_token.kind, SECRET_STORED);
	cr_assert_eq(profile.stack.count, 2);
	cr_assert_str_eq(profile.name, "Reader");
	cr_assert_str_eq(profile.ca_file, "/home/somebody/test-ca.pem");
	profile_release(&profile);
}

Test(draft_write, what_permissions_mean)
{
	draft_explain_permissions(1115136, &text);
	cr_assert_str_eq(
	    buf_text(&text),
	    "1115136: VIEW_CHANNEL, READ_MESSAGE_HISTORY, CONNECT; SEND_MESSAGES is not in it, reading and "
	    "sending with the history are 68608");
	buf_clear(&text);
	draft_explain_permissions(0, &text);
	cr_assert_str_eq(buf_text(&text), "0: no permissions");
	buf_clear(&text);
	draft_explain_permissions(UINT64_C(1) << 63 | 8, &text);
	cr_assert_str_eq(buf_text(&text), "9223372036854775816: ADMINISTRATOR, UNKNOWN_BIT_63");
}

Test(draft_write, a_string)
{
	profile_quote("a\"b\\c\td\x7f\xc3\xa9\n", &text);
	cr_assert_str_eq(buf_text(&text), "\"a\\\"b\\\\c\\x09d\\x7f\xc3\xa9\\x0a\"");
}
