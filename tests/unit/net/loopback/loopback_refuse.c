#include "loopback_expect.h"

#include <sys/prctl.h>

#define V4 "http://127.0.0.1:%u/callback"
#define RIGHT "/callback?code=abc&state=" STATE

static struct world world;
static struct buf text = BUF_INIT(65536);

static void setup(void)
{
	world_open(&world, V4);
}

static void teardown(void)
{
	world_close(&world);
	buf_release(&text);
}

TestSuite(loopback_refuse, .init = setup, .fini = teardown);

static void expect_refused(const char *target, unsigned status, const char *words)
{
	buf_clear(&text);
	cr_assert_eq(get(&world, target, "", &text), status, "%s: %s", target, buf_text(&text));
	expect_in(&text, words);
	expect_in(&text, "The login in the terminal is not affected.");
	expect_guarded(&text);
	expect_nothing_brought(&world);
	cr_assert(loopback_idle(world.loopback));
}

Test(loopback_refuse, what_does_not_end_the_login)
{
	struct redirect redirect;
	int fd;

	expect_refused("/favicon.ico", 404, "There is nothing here");
	expect_refused("/", 404, "There is nothing here");
	expect_refused("/callback", 400, "Refused: the address has no &#39;state&#39;.");
	expect_refused("/callback?code=abc", 400, "Refused: the address has no &#39;state&#39;.");
	expect_refused("/callback?code=abc&state=stale", 400, "Refused: the address belongs to another login");
	expect_refused("/callback?error=access_denied", 400, "Refused: the address has no &#39;state&#39;.");
	expect_refused("/callback?error=access_denied&state=stale", 400, "the address belongs to another login");
	expect_refused("/callback?state=" STATE, 400, "the address has neither &#39;code&#39; nor &#39;error&#39;");
	expect_refused(RIGHT "&code=2", 400, "the address has &#39;code&#39; more than once");
	expect_refused(RIGHT "&state=" STATE, 400, "the address has &#39;state&#39; more than once");
	expect_refused(RIGHT "%00", 400, "the address: &#39;state&#39; holds a NUL byte");
	expect_refused("/callback?code=a%00&state=" STATE, 400, "the address: &#39;code&#39; holds a NUL byte");
	expect_refused("/callback?code=<b>&state=<i>", 400, "the address belongs to another login");
	fd = bring(&world, RIGHT, &redirect);
	cr_assert_str_eq(buf_text(&redirect.code), "abc");
	close(fd);
	redirect_release(&redirect);
}

Test(loopback_refuse, prefetch_is_put_off)
{
	cr_assert_eq(get(&world, RIGHT, "Sec-Purpose: prefetch\r\n", &text), 503);
	expect_nothing_brought(&world);
	cr_assert_eq(get(&world, start_path(&world), "Purpose: prefetch\r\n", &text), 503);
	cr_assert_null(strstr(buf_text(&text), STATE));
}

/* A request sent as it stands, a NUL for each '~'; 0 when the connection was ended without an answer. */
static unsigned send_raw(const char *format)
{
	char request[512];
	size_t len;
	int fd = client(&world);

	snprintf(request, sizeof(request), format, world.port);
	len = strlen(request);
	for (size_t i = 0; i < len; i++)
		if (request[i] == '~')
			request[i] = '\0';
	buf_clear(&text);
	say_bytes(fd, request, len);
	return status_of(hear(&world, fd, &text));
}

#define HOST "Host: 127.0.0.1:%u\r\n"

Test(loopback_refuse, methods)
{
	static const char *const requests[] = {
	    "HEAD " RIGHT " HTTP/1.1\r\n" HOST "\r\n", "POST " RIGHT " HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n",
	    "OPTIONS * HTTP/1.1\r\n" HOST "\r\n", "BREW " RIGHT " HTTP/1.1\r\n" HOST "\r\n",
	    "get " RIGHT " HTTP/1.1\r\n" HOST "\r\n"};

	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		cr_assert_eq(send_raw(requests[i]), 405, "%s", requests[i]);
		expect_in(&text, "\r\nAllow: GET\r\n");
		expect_guarded(&text);
	}
	expect_nothing_brought(&world);
}

Test(loopback_refuse, requests_with_a_right_state_and_something_wrong)
{
	static const char *const requests[] = {
	    "GET " RIGHT " HTTP/1.1\r\n\r\n",
	    "GET " RIGHT " HTTP/1.0\r\n\r\n",
	    "GET " RIGHT " HTTP/1.1\r\n" HOST HOST "\r\n",
	    "GET " RIGHT " HTTP/1.1\r\nHost: evil.example\r\n\r\n",
	    "GET " RIGHT " HTTP/1.1\r\nHost: localhost:%u\r\n\r\n",
	    "GET " RIGHT " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
	    "GET " RIGHT " HTTP/1.1\r\n" HOST "Host : evil.example\r\n\r\n",
	    "GET " RIGHT " HTTP/1.1\r\nHost : 127.0.0.1:%u\r\n" HOST "\r\n",
	    "GET " RIGHT " HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n",
	    "GET " RIGHT " HTTP/1.1\r\n" HOST "Content-Length: 4\r\n\r\nabcd",
	    "GET " RIGHT " HTTP/1.1\r\n" HOST "Content-Length: x\r\n\r\n",
	    "GET " RIGHT " HTTP/1.1\r\n" HOST "Content-Length : 4\r\n\r\n",
	    "GET " RIGHT " HTTP/1.1\r\n" HOST "Content-Length: 4\r\nExpect: 100-continue\r\n\r\n",
	    "GET " RIGHT " HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	    "GET " RIGHT " HTTP/1.1\r\n" HOST "Transfer-Encoding: identity\r\n\r\n",
	    "GET http://127.0.0.1:%u" RIGHT " HTTP/1.1\r\n\r\n",
	    "GET http://127.0.0.1" RIGHT " HTTP/1.1\r\n" HOST "\r\n",
	    "GET callback?code=1&state=" STATE " HTTP/1.1\r\n" HOST "\r\n",
	    "GET ?code=1&state=" STATE " HTTP/1.1\r\n" HOST "\r\n"};

	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		cr_assert_eq(send_raw(requests[i]), 400, "%s: %s", requests[i], buf_text(&text));
		expect_nothing_brought(&world);
	}
}

/* libmicrohttpd 1.0 ends the connection without an answer. */
Test(loopback_refuse, requests_with_a_right_state_and_a_nul_byte)
{
	static const char *const requests[] = {"GET " RIGHT "~ HTTP/1.1\r\n" HOST "\r\n",
					       "GET " RIGHT "~junk HTTP/1.1\r\n" HOST "\r\n",
					       "GET /callback~" RIGHT " HTTP/1.1\r\n" HOST "\r\n"};

	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		unsigned status = send_raw(requests[i]);

		cr_assert(status == 400 || (status == 0 && text.len == 0), "%s: %s", requests[i], buf_text(&text));
		expect_nothing_brought(&world);
	}
}

Test(loopback_refuse, other_paths_with_a_right_state)
{
	static const char query[] = "?code=abc&state=" STATE;
	static const char *const paths[] = {"/callback/", "/Callback",   "/%63allback",
					    "//callback", "/callback;a", "/x/callback"};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		char target[128];

		snprintf(target, sizeof(target), "%s%s", paths[i], query);
		cr_assert_eq(get(&world, target, "", &text), 404, "%s", target);
		expect_nothing_brought(&world);
	}
}

Test(loopback_refuse, what_is_no_http_is_ended)
{
	send_raw("\x16\x03\x01\x02\x01\x01\r\n\r\n");
	send_raw("GET  " RIGHT " x HTTP/1.1\r\n" HOST "\r\n");
	cr_assert_eq(send_raw("GET " RIGHT "\r\n\r\n"), 400);
	expect_nothing_brought(&world);
	cr_assert_eq(get(&world, "/", "", &text), 404);
}

/* A request to that path with so many bytes of Cookie, made of that over and over; 0: the connection was ended. */
static unsigned send_cookies(const char *path, const char *cookie, size_t size)
{
	struct buf request = BUF_INIT(4 * 1024 * 1024);
	size_t sent = 0;
	int fd = client(&world);

	buf_printf(&request, "GET %s HTTP/1.1\r\n" HOST "Cookie: ", path, world.port);
	for (size_t start = request.len; request.len < start + size;)
		buf_str(&request, cookie);
	buf_str(&request, "\r\n\r\n");
	buf_clear(&text);
	while (sent < request.len) {
		ssize_t put = send(fd, request.ptr + sent, request.len - sent, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (put < 0 && errno != EAGAIN)
			break;
		sent += put > 0 ? (size_t)put : 0;
		drive(&world);
	}
	buf_release(&request);
	return status_of(hear(&world, fd, &text));
}

static void expect_told(const char *what, const char *reason)
{
	const char *line = loopback_refusal(world.loopback);
	char name[17];
	char expected[512];

	cr_assert_eq(prctl(PR_GET_NAME, name), 0);
	snprintf(expected, sizeof(expected), "refused %s of '%s' (process %d): %s", what, name, getpid(), reason);
	cr_assert_not_null(line, "%s", expected);
	cr_assert_str_eq(line, expected);
}

/* A browser sends to one port what all ports of that host have set. */
Test(loopback_refuse, cookies_of_other_ports_fit)
{
	static const char *const cookies[] = {"name=value-of-another-port; ", "a=b;"};

	for (size_t i = 0; i < sizeof(cookies) / sizeof(cookies[0]); i++) {
		cr_assert_eq(send_cookies("/", cookies[i], 8000), 404);
		cr_assert_eq(send_cookies("/", cookies[i], 60 * 1024), 404);
		cr_assert_eq(send_cookies(start_path(&world), cookies[i], 60 * 1024), 302);
		expect_in(&text, "\r\nLocation: " TARGET);
	}
}

Test(loopback_refuse, too_many_cookies_are_refused_and_told)
{
	static const char reason[] =
	    "its headers are larger than 64 KiB: delete the cookies of this host in the browser";

	cr_assert_eq(send_cookies(RIGHT, "name=value-of-another-port; ", 66 * 1024), 431);
	expect_in(&text, "Delete the cookies of this host");
	expect_told("a request", reason);
	send_cookies(RIGHT, "name=value-of-another-port; ", 3 * 1024 * 1024);
	expect_told("a request", "it is no HTTP, or far too large");
	cr_assert_eq(send_cookies(RIGHT, "name=value-of-another-port; ", 66 * 1024), 431);
	cr_assert_null(loopback_refusal(world.loopback), "told once");
	expect_nothing_brought(&world);
	cr_assert_eq(get(&world, start_path(&world), "", &text), 302);
}

Test(loopback_refuse, each_refusal_is_told_once)
{
	struct buf summary = BUF_INIT(1024);

	cr_assert_eq(get(&world, "/favicon.ico", "", &text), 404);
	cr_assert_null(loopback_refusal(world.loopback), "browsers do that by themselves");
	loopback_summary(world.loopback, &summary);
	cr_assert_str_eq(buf_text(&summary), "nothing came back from a browser");
	for (int i = 0; i < 3; i++)
		cr_assert_eq(get(&world, "/callback?code=a&state=stale", "", &text), 400);
	expect_told("a request", "the address belongs to another login (its 'state' is not this one's)");
	cr_assert_null(loopback_refusal(world.loopback));
	cr_assert_eq(send_raw("GET / HTTP/1.1\r\nHost: example.org:%u\r\n\r\n"), 400);
	expect_told("a request", "its Host is not the redirect URI's");
	cr_assert_eq(send_raw("what is this\r\n\r\n"), 400);
	expect_told("a request", "it is no HTTP, or far too large");
	cr_assert_eq(get(&world, start_path(&world), "", &text), 302);
	cr_assert_null(loopback_refusal(world.loopback));
	buf_clear(&summary);
	loopback_summary(world.loopback, &summary);
	cr_assert_str_eq(buf_text(&summary),
			 "a browser was sent to Discord, and did not come back; 5 connections were refused (the last "
			 "one: it is no HTTP, or far too large)");
	buf_release(&summary);
}

Test(loopback_refuse, codes_of_kilobytes_fit)
{
	struct buf target = BUF_INIT(16384);
	struct redirect redirect;
	char request[8192];
	int fd = client(&world);

	redirect_init(&redirect);
	buf_str(&target, "/callback?state=" STATE "&code=");
	while (target.len < 6000)
		buf_char(&target, 'c');
	snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\n" HOST "\r\n", buf_text(&target), world.port);
	say(fd, request);
	cr_assert_eq(get(&world, "/", "", &text), 404);
	cr_assert(loopback_take(world.loopback, &redirect));
	cr_assert_eq(redirect.code.len, 6000 - strlen("/callback?state=" STATE "&code="));
	close(fd);
	buf_release(&target);
	redirect_release(&redirect);
}

Test(loopback_refuse, one_request_to_a_connection)
{
	char request[512];
	int fd = client(&world);

	snprintf(request, sizeof(request), "GET / HTTP/1.1\r\n" HOST "\r\nGET " RIGHT " HTTP/1.1\r\n" HOST "\r\n",
		 world.port, world.port);
	say(fd, request);
	cr_assert_eq(status_of(hear(&world, fd, &text)), 404);
	cr_assert_null(strstr(buf_text(&text) + 1, "HTTP/1.1 "));
	expect_nothing_brought(&world);
}
