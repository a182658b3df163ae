#include "cmd/api/path.h"

#include <criterion/criterion.h>

#include "base/memory.h"
#include "expect.h"

#define BASE "https://discord.com/api/v10"

static char id[] = "reader";
static char base[] = BASE;
static char client[] = "157";
static char channel[] = "901";
static const struct profile profile = {.id = id, .api_base = base, .client_id = client, .channel_id = channel};

static void expect_path(const char *given, const char *want)
{
	struct buf path = BUF_INIT(256);
	struct error err = ERROR_INIT;

	cr_assert_eq(api_path_resolve(given, &profile, &path, &err), 0, "%s: %s", given, err.text);
	cr_assert_str_eq(buf_text(&path), want);
	buf_release(&path);
}

static struct error refuse(const char *given)
{
	struct buf path = BUF_INIT(256);
	struct error err = ERROR_INIT;

	cr_assert_eq(api_path_resolve(given, &profile, &path, &err), -1, "%s", given);
	buf_release(&path);
	return err;
}

Test(api_path, is_taken_as_it_is)
{
	expect_path("/users/@me", "/users/@me");
	expect_path("/a?b=c&d=%20/../e", "/a?b=c&d=%20/../e");
	expect_path("/", "/");
	expect_path("/a...b/.c/d./%2ex", "/a...b/.c/d./%2ex");
}

Test(api_path, may_be_a_url_below_api_base)
{
	expect_path(BASE "/users/@me", "/users/@me");
	expect_path(BASE "/", "/");
}

Test(api_path, leads_nowhere_else)
{
	static const char *const given[] = {
	    "",
	    "users/@me",
	    BASE,
	    BASE "?x",
	    BASE "@example.com/x",
	    BASE ".example.com/x",
	    "https://discord.com/api/v100/x",
	    "https://discord.com/api/v9/x",
	    "https://DISCORD.com/api/v10/x",
	    "http://discord.com/api/v10/x",
	    "https://example.com/",
	};

	for (size_t i = 0; i < ARRAY_LEN(given); i++)
		expect_hint(refuse(given[i]), ERROR_USAGE, "PATH must begin with '/', or be a URL below '" BASE "'",
			    "a token is sent nowhere else");
	expect_path("//example.com/x", "//example.com/x");
}

Test(api_path, has_no_way_up)
{
	static const char *const given[] = {"/..",     "/../x",    "/a/../b",    "/a/..?x",
					    "/.",      "/a/./b",   "/%2e%2E",    "/.%2e/",
					    "/%2e./a", "/a/%2E/b", (BASE "/.."), (BASE "/../../x")};

	for (size_t i = 0; i < ARRAY_LEN(given); i++)
		expect_error(refuse(given[i]), ERROR_USAGE, "PATH holds '.' or '..' as a segment");
}

Test(api_path, has_no_strange_bytes)
{
	expect_error(refuse("/a\r\nHost: b"), ERROR_USAGE, "PATH holds a control byte");
	expect_error(refuse("/a\x7f"), ERROR_USAGE, "PATH holds a control byte");
	expect_hint(refuse("/a b"), ERROR_USAGE, "PATH holds a ' '", "write it as %20");
	expect_hint(refuse("/a\\b"), ERROR_USAGE, "PATH holds a '\\'", "write it as %5C");
	expect_hint(refuse("/a#b"), ERROR_USAGE, "PATH holds a '#'", "write it as %23");
	expect_path("/reactions/\xf0\x9f\x91\x8b/@me", "/reactions/%F0%9F%91%8B/@me");
}

Test(api_path, takes_ids_from_the_profile)
{
	expect_path("/channels/{channel_id}/messages?a={client_id}", "/channels/901/messages?a=157");
	expect_hint(refuse("/guilds/{guild_id}"), ERROR_CONFIG, "profile 'reader' has no guild_id",
		    "set it in the profile, or write the id into PATH");
}

Test(api_path, knows_its_placeholders)
{
	static const char hint[] = "there are {channel_id}, {guild_id} and {client_id}";

	expect_hint(refuse("/{channel}"), ERROR_USAGE, "PATH holds '{channel}', which is no placeholder", hint);
	expect_hint(refuse("/{}"), ERROR_USAGE, "PATH holds '{}', which is no placeholder", hint);
	expect_hint(refuse("/{channel_id"), ERROR_USAGE, "PATH holds '{channel_id', which is no placeholder", hint);
	expect_hint(refuse("/{{channel_id}}"), ERROR_USAGE, "PATH holds '{{channel_id}', which is no placeholder",
		    hint);
	expect_error(refuse("/a}"), ERROR_USAGE, "PATH holds a '}' without a '{'");
}

Test(api_path, has_an_end)
{
	char given[400];

	memset(given, 'a', sizeof(given) - 1);
	given[0] = '/';
	given[sizeof(given) - 1] = '\0';
	expect_error(refuse(given), ERROR_USAGE, "PATH is too long");
}
