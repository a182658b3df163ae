#include <criterion/criterion.h>

#include "expect.h"
#include "net/loopback/redirect.h"

#define HINT "paste the whole address that the browser was sent to at the end of this login"
#define URI "http://127.0.0.1:23472/callback"

static void make_state(struct buf *state)
{
	buf_init(state, 64);
	buf_str(state, "st+te/1");
}

static const struct {
	const char *query;
	const char *code;
	const char *error;
	const char *description;
} good[] = {
    {"code=abc&state=st%2Bte%2F1", "abc", "", ""},
    {"state=st%2Bte/1&code=a%20b%2bc", "a b+c", "", ""},
    {"code=abc&state=st%2Bte%2F1&guild_id=1&permissions=8&iss=https%3A%2F%2Fdiscord.com", "abc", "", ""},
    {"code=abc&state=st%2Bte%2F1&bad=%zz&bad=2&x", "abc", "", ""},
    {"error=access_denied&error_description=The+owner+said+no&state=st%2Bte%2F1", "", "access_denied",
     "The owner said no"},
    {"error=server_error&state=st%2Bte%2F1", "", "server_error", ""},
    {"error=x&error_description=&state=st%2Bte%2F1", "", "x", ""},
    {"code=abc&error_description=odd&state=st%2Bte%2F1", "abc", "", "odd"},
};

Test(redirect, understood)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct error err = ERROR_INIT;
		struct redirect redirect;
		struct buf state;

		make_state(&state);
		redirect_init(&redirect);
		cr_assert_eq(redirect_parse(good[i].query, &state, &redirect, &err), 0, "%s: %s", good[i].query,
			     err.text);
		cr_assert_str_eq(buf_text(&redirect.code), good[i].code);
		cr_assert_str_eq(buf_text(&redirect.error), good[i].error);
		cr_assert_str_eq(buf_text(&redirect.description), good[i].description);
		redirect_release(&redirect);
		buf_release(&state);
	}
}

#define OTHER "the address belongs to another login (its 'state' is not this one's)"

static const struct {
	const char *query;
	const char *message;
} bad[] = {
    {"", "the address has no 'state'"},
    {"code=abc", "the address has no 'state'"},
    {"code=abc&State=st%2Bte%2F1", "the address has no 'state'"},
    {"code=abc&state=", OTHER},
    {"code=abc&state=st%2Bte%2F", OTHER},
    {"code=abc&state=st%2Bte%2F12", OTHER},
    {"code=abc&state=ST%2Bte%2F1", OTHER},
    {"code=abc&state=st+te/1", OTHER},
    {"code=abc&state=st%2Bte%2F1&state=st%2Bte%2F1", "the address has 'state' more than once"},
    {"code=abc&state=st%2Bte%2F1&%73tate=x", "the address has 'state' more than once"},
    {"code=abc&state=st%2Bte%2F1%00", "the address: 'state' holds a NUL byte"},
    {"code=abc&state=st%2Bte%2F1%0", "the address: 'state' is not encoded right"},
    {"code=abc&code=abc&state=st%2Bte%2F1", "the address has 'code' more than once"},
    {"code=a%00bc&state=st%2Bte%2F1", "the address: 'code' holds a NUL byte"},
    {"code=%&state=st%2Bte%2F1", "the address: 'code' is not encoded right"},
    {"code=&state=st%2Bte%2F1", "the address has an empty 'code'"},
    {"code&state=st%2Bte%2F1", "the address has an empty 'code'"},
    {"error=&state=st%2Bte%2F1", "the address has an empty 'error'"},
    {"error=a&error=b&state=st%2Bte%2F1", "the address has 'error' more than once"},
    {"error=a%00&state=st%2Bte%2F1", "the address: 'error' holds a NUL byte"},
    {"error=a&error_description=b&error_description=c&state=st%2Bte%2F1",
     "the address has 'error_description' more than once"},
    {"error=a&error_description=%00&state=st%2Bte%2F1", "the address: 'error_description' holds a NUL byte"},
    {"code=abc&error=a&state=st%2Bte%2F1", "the address has both 'code' and 'error'"},
    {"code=&error=a&state=st%2Bte%2F1", "the address has both 'code' and 'error'"},
    {"state=st%2Bte%2F1", "the address has neither 'code' nor 'error'"},
    {"state=st%2Bte%2F1&error_description=x", "the address has neither 'code' nor 'error'"},
};

Test(redirect, refused)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct error err = ERROR_INIT;
		struct redirect redirect;
		struct buf state;

		make_state(&state);
		redirect_init(&redirect);
		buf_str(&redirect.code, "of before");
		cr_assert_eq(redirect_parse(bad[i].query, &state, &redirect, &err), -1, "%s", bad[i].query);
		expect_error(err, ERROR_DENIED, bad[i].message);
		cr_assert_eq(redirect.code.len, 0);
		cr_assert_eq(redirect.error.len, 0);
		cr_assert_eq(redirect.description.len, 0);
		redirect_release(&redirect);
		buf_release(&state);
	}
}

Test(redirect, an_empty_state_matches_nothing)
{
	struct error err = ERROR_INIT;
	struct redirect redirect;
	struct buf state = BUF_INIT(8);

	redirect_init(&redirect);
	cr_assert_eq(redirect_parse("code=abc&state=", &state, &redirect, &err), -1);
	expect_error(err, ERROR_DENIED, OTHER);
	redirect_release(&redirect);
}

Test(redirect, moved)
{
	struct redirect from;
	struct redirect to;

	redirect_init(&from);
	redirect_init(&to);
	buf_str(&from.code, "c");
	buf_str(&from.error, "e");
	buf_str(&from.description, "d");
	redirect_move(&to, &from);
	cr_assert_str_eq(buf_text(&to.code), "c");
	cr_assert_str_eq(buf_text(&to.error), "e");
	cr_assert_str_eq(buf_text(&to.description), "d");
	cr_assert_eq(from.code.len + from.error.len + from.description.len, 0);
	redirect_release(&from);
	redirect_release(&to);
}

#define QUERY "?code=abc&state=st%2Bte%2F1"

static int parse_address(const char *address, const char *uri, struct redirect *redirect, struct error *err)
{
	struct buf state;
	int result;

	make_state(&state);
	redirect_init(redirect);
	result = redirect_parse_address(address, uri, &state, redirect, err);
	buf_release(&state);
	return result;
}

static void expect_pasted(const char *address, const char *uri)
{
	struct error err = ERROR_INIT;
	struct redirect redirect;

	cr_assert_eq(parse_address(address, uri, &redirect, &err), 0, "%s: %s", address, err.text);
	cr_assert_str_eq(buf_text(&redirect.code), "abc");
	redirect_release(&redirect);
}

static void expect_not_pasted(const char *address, const char *uri, const char *message)
{
	struct error err = ERROR_INIT;
	struct redirect redirect;

	cr_assert_eq(parse_address(address, uri, &redirect, &err), -1, "%s", address);
	expect_hint(err, ERROR_DENIED, message, HINT);
	redirect_release(&redirect);
}

Test(redirect, pasted)
{
	expect_pasted(URI QUERY, URI);
	expect_pasted(" \t\n" URI QUERY "\r\n ", URI);
	expect_pasted(URI QUERY "#", URI);
	expect_pasted(URI QUERY "#fragment", URI);
	expect_pasted("HTTP://127.0.0.1:23472/callback" QUERY, URI);
	expect_pasted("http://localhost:1/a" QUERY, "http://LocalHost:1/a");
	expect_pasted("http://[::1]:1/a" QUERY, "http://[0::1]:1/a");
	expect_pasted("http://127.0.0.1/a" QUERY, "http://127.0.0.1:80/a");
	expect_pasted("https://example.com/" QUERY, "https://example.com");
	expect_pasted("https://example.com" QUERY, "https://example.com/");
}

Test(redirect, pasted_elsewhere)
{
	static const char elsewhere[] = "the address does not begin with '" URI "'";

	expect_not_pasted("https://127.0.0.1:23472/callback" QUERY, URI, elsewhere);
	expect_not_pasted("http://127.0.0.1:23473/callback" QUERY, URI, elsewhere);
	expect_not_pasted("http://127.0.0.1/callback" QUERY, URI, elsewhere);
	expect_not_pasted("http://127.0.0.2:23472/callback" QUERY, URI, elsewhere);
	expect_not_pasted("http://localhost:23472/callback" QUERY, URI, elsewhere);
	expect_not_pasted("http://127.0.0.1:23472/callback/" QUERY, URI, elsewhere);
	expect_not_pasted("http://127.0.0.1:23472/Callback" QUERY, URI, elsewhere);
	expect_not_pasted("http://127.0.0.1:23472/call" QUERY, URI, elsewhere);
	expect_not_pasted("http://127.0.0.1:23472/%63allback" QUERY, URI, elsewhere);
	expect_not_pasted("http://127.0.0.1:23472/" QUERY, URI, elsewhere);
	expect_not_pasted("https://discord.com/oauth2/authorize?client_id=1&state=st%2Bte%2F1", URI, elsewhere);
}

Test(redirect, pasted_wrong)
{
	expect_not_pasted("", URI, "the URL does not begin with 'https://' or 'http://'");
	expect_not_pasted("abc", URI, "the URL does not begin with 'https://' or 'http://'");
	expect_not_pasted(URI QUERY " x", URI, "the URL holds a space or a control byte");
	expect_not_pasted("http://x@127.0.0.1:23472/callback" QUERY, URI,
			  "the URL holds user information (the part before '@')");
	expect_not_pasted(URI, URI, "the address has no 'state'");
	expect_not_pasted(URI "#code=abc&state=st%2Bte%2F1", URI, "the address has no 'state'");
	expect_not_pasted(URI "?code=abc&state=old", URI, OTHER);
}

Test(redirect, path)
{
	struct url url = URL_INIT;
	struct error err = ERROR_INIT;

	cr_assert_eq(url_parse(&url, URI, &err), 0);
	cr_assert(redirect_path_is(&url, "/callback?x", 9));
	cr_assert_not(redirect_path_is(&url, "/callback?x", 8));
	cr_assert_not(redirect_path_is(&url, "/callback?x", 10));
	cr_assert_not(redirect_path_is(&url, "/", 1));
	cr_assert_eq(url_parse(&url, "http://127.0.0.1", &err), 0);
	cr_assert(redirect_path_is(&url, "/", 1));
	cr_assert_not(redirect_path_is(&url, "", 0));
	url_release(&url);
}
