#include <criterion/criterion.h>
#include <criterion/redirect.h>

#include "expect.h"
#include "helper_call.h"

#define GIT "/usr/local/bin/git-credential-discred"

static const char discord[] = "protocol=https\nhost=discord.com\n";

static struct protocol_request ask(const char *words, const char *text)
{
	struct protocol_request request = PROTOCOL_REQUEST_INIT;
	struct error err = ERROR_INIT;

	cr_assert_eq(helper_ask(GIT, words, text, &request, &err), 0, "%s", err.text);
	return request;
}

static void expect_nothing(const char *words, const char *text)
{
	struct protocol_request request = ask(words, text);

	cr_expect_eq(request.verb, PROTOCOL_NOTHING, "<%s>", text);
	cr_expect_str_eq(buf_text(&request.text), "", "<%s>", text);
	protocol_request_release(&request);
}

static void expect_refused(const char *words, const char *bytes, size_t len, const char *message)
{
	struct protocol_request request = PROTOCOL_REQUEST_INIT;
	struct error err = ERROR_INIT;

	cr_assert_eq(helper_ask_bytes(GIT, words, bytes, len, &request, &err), -1);
	cr_expect_eq(request.verb, PROTOCOL_NOTHING);
	expect_error(err, ERROR_USAGE, message);
	protocol_request_release(&request);
}

Test(protocol_git, get_of_a_git_that_knows_authtype)
{
	struct protocol_request request = ask("get", "capability[]=authtype\ncapability[]=state\nprotocol=https\n"
						     "host=Discord.com:443\npath=a/b.git\nwwwauth[]=Basic\n\n");

	cr_expect_eq(request.verb, PROTOCOL_GET);
	cr_expect(!request.password);
	cr_expect_null(request.profile);
	cr_expect(request.url.tls);
	cr_expect_str_eq(request.url.host, "Discord.com");
	cr_expect_eq(request.url.port, 443);
	protocol_request_release(&request);
}

Test(protocol_git, get_of_an_older_git)
{
	struct protocol_request request = ask("get", discord);

	cr_expect_eq(request.verb, PROTOCOL_GET);
	cr_expect(request.password);
	protocol_request_release(&request);
}

static bool knows_authtype(const char *lines)
{
	char *text = xasprintf("%s%s", discord, lines);
	struct protocol_request request = ask("get", text);
	bool knows = !request.password;

	protocol_request_release(&request);
	free(text);
	return knows;
}

Test(protocol_git, an_empty_capability_clears_those_before_it)
{
	cr_expect(knows_authtype("capability[]=authtype\n"));
	cr_expect(knows_authtype("capability[]=state\ncapability[]=authtype\n"));
	cr_expect(!knows_authtype("capability[]=state\n"));
	cr_expect(!knows_authtype("capability[]=authtype\ncapability[]=\n"));
	cr_expect(knows_authtype("capability[]=authtype\ncapability[]=\ncapability[]=authtype\n"));
	cr_expect(!knows_authtype("capability[]=authtypes\n"));
	cr_expect(!knows_authtype("capability=authtype\n"));
	cr_expect(!knows_authtype("capability[]=authtype\r\n"));
	cr_expect(!knows_authtype("\ncapability[]=authtype\n"));
}

Test(protocol_git, only_what_can_be_a_server)
{
	static const char *const others[] = {
	    "",
	    "protocol=https\n",
	    "host=discord.com\n",
	    "protocol=\nhost=discord.com\n",
	    "protocol=https\nhost=\n",
	    "protocol=HTTPS\nhost=discord.com\n",
	    "protocol=ssh\nhost=discord.com\n",
	    "protocol=cert\nhost=\npath=/key.pem\n",
	    "protocol=https\r\nhost=discord.com\r\n",
	    "protocol=https\nhost=discord.com\r\n",
	    "protocol=https\nhost=discord.com/x\n",
	    "protocol=https\nhost=discord.com#x\n",
	    "protocol=https\nhost=discord.com?x\n",
	    "protocol=https\nhost=discord.com\\x\n",
	    "protocol=https\nhost=discord.com \n",
	    "protocol=https\nhost=user@discord.com\n",
	    "protocol=https\nhost=discord.com:\n",
	    "protocol=https\nhost=discord.com:0\n",
	    "protocol=https\nhost=discord.com:65536\n",
	    "protocol=https\nhost=discord%2ecom\n",
	    "protocol=https\nhost=discord.com\nhost=\n",
	};

	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		expect_nothing("get", others[i]);
		expect_nothing("erase", others[i]);
	}
}

Test(protocol_git, the_last_value_of_a_key_counts)
{
	struct protocol_request request = ask("get", "protocol=http\nhost=a\nprotocol=https\nhost=b\n");

	cr_expect(request.url.tls);
	cr_expect_str_eq(request.url.host, "b");
	protocol_request_release(&request);
}

static void expect_profile(const char *words, const char *lines, const char *name, bool insisted)
{
	char *text = xasprintf("%s%s", discord, lines);
	struct protocol_request request = ask(words, text);

	cr_expect_eq(request.verb, PROTOCOL_GET, "%s %s", words, lines);
	cr_expect_str_eq(request.profile ? request.profile : "(none)", name);
	cr_expect_eq(request.insisted, insisted);
	protocol_request_release(&request);
	free(text);
}

Test(protocol_git, profile)
{
	expect_profile("get", "", "(none)", false);
	expect_profile("get", "username=\n", "(none)", false);
	expect_profile("get", "username=reader\n", "reader", false);
	expect_profile("--profile reader get", "", "reader", true);
	expect_profile("get --profile=reader", "username=reader\n", "reader", true);
	expect_nothing("--profile reader get", "protocol=https\nhost=discord.com\nusername=other\n");
	expect_nothing("get", "protocol=https\nhost=discord.com\nusername=../reader\n");
	expect_nothing("get", "protocol=https\nhost=discord.com\nusername=reader\r\n");
}

static void expect_secret(const char *lines, const char *secret)
{
	char *text = xasprintf("%s%s", discord, lines);
	struct protocol_request request = ask("erase", text);

	cr_expect_eq(request.verb, PROTOCOL_ERASE);
	cr_expect_str_eq(buf_text(&request.secret), secret);
	protocol_request_release(&request);
	free(text);
}

Test(protocol_git, erase_names_what_was_refused)
{
	expect_secret("password=old\n", "old");
	expect_secret("authtype=Bearer\ncredential=new\n", "new");
	expect_secret("password=old\ncredential=new\n", "new");
	expect_secret("password=with=equals\n", "with=equals");
	expect_secret("", "");
}

Test(protocol_git, other_actions)
{
	expect_nothing("store", "protocol=https\nhost=discord.com\nusername=a\npassword=b\n");
	expect_nothing("store", "no line of this protocol");
	expect_nothing("frobnicate", discord);
}

Test(protocol_git, capability)
{
	struct protocol_request request = ask("capability", "");

	cr_expect_str_eq(buf_text(&request.text), "version 0\ncapability authtype\n");
	protocol_request_release(&request);
}

Test(protocol_git, help, .init = cr_redirect_stdout)
{
	expect_nothing("--help", "");
	expect_nothing("get -h", "");
}

Test(protocol_git, wrong_arguments)
{
	expect_refused("", "", 0, "no action was given");
	expect_refused("get reader", "", 0, "unexpected argument 'reader'");
	expect_refused("--frob get", "", 0, "option '--frob' is not known");
	expect_refused("get --profile", "", 0, "option '--profile' needs a value");
}

Test(protocol_git, hostile_bytes)
{
	static const char nul[] = "protocol=https\nhost=discord.com\0.example.com\n";

	expect_refused("get", nul, sizeof(nul) - 1, "line 2 of the request holds a NUL");
	expect_refused("get", "protocol=https\nhost\n", 20, "line 2 of the request is not 'key=value'");
	expect_refused("erase", "=x\n", 3, "line 1 of the request is not 'key=value'");
}

Test(protocol_git, bounds)
{
	struct buf text = BUF_INIT(4 * 1024 * 1024);
	struct protocol_request request;

	buf_str(&text, "path=");
	while (text.len < 65534)
		buf_char(&text, 'x');
	buf_char(&text, '\n');
	buf_str(&text, discord);
	request = ask("get", buf_text(&text));
	cr_expect_eq(request.verb, PROTOCOL_GET);
	protocol_request_release(&request);

	buf_clear(&text);
	buf_str(&text, "path=");
	while (text.len < 65535)
		buf_char(&text, 'x');
	expect_refused("get", buf_text(&text), text.len, "line 1 of the request is longer than 65535 bytes");
	buf_release(&text);
}

/* git closes its end, but an empty line is enough. */
Test(protocol_git, an_empty_line_is_the_end)
{
	static const char text[] = "protocol=https\nhost=discord.com\n\n";
	const struct protocol *row = protocol_of_program(GIT);
	struct protocol_request request = PROTOCOL_REQUEST_INIT;
	char program[] = "git-credential-discred";
	char action[] = "get";
	char *argv[] = {program, action, NULL};
	struct error err = ERROR_INIT;
	int keep;
	struct protocol_call call = {
	    .program = program, .argc = 2, .argv = argv, .input = helper_input(text, sizeof(text) - 1, &keep)};

	cr_assert_eq(row->request(&call, &request, &err), 0);
	cr_expect_eq(request.verb, PROTOCOL_GET);
	protocol_request_release(&request);
	close(keep);
	close(call.input);
}

Test(protocol_git, input_that_cannot_be_read)
{
	const struct protocol *row = protocol_of_program(GIT);
	struct protocol_request request = PROTOCOL_REQUEST_INIT;
	char program[] = "git-credential-discred";
	char action[] = "get";
	char *argv[] = {program, action, NULL};
	struct protocol_call call = {.program = program, .argc = 2, .argv = argv, .input = -1};
	struct error err = ERROR_INIT;

	cr_assert_eq(row->request(&call, &request, &err), -1);
	expect_error(err, ERROR_SYS, "cannot read the request: Bad file descriptor");
	protocol_request_release(&request);
}
