#include "net/loopback/request.h"

#include <criterion/criterion.h>

#include "expect.h"

static struct url redirect_uri = URL_INIT;
static struct buf host = BUF_INIT(64);
static struct buf nonce = BUF_INIT(64);

static void setup(void)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(url_parse(&redirect_uri, "http://127.0.0.1:23472/callback", &err), 0);
	buf_str(&host, "127.0.0.1:23472");
	buf_str(&nonce, "nOnce_1");
}

static void teardown(void)
{
	url_release(&redirect_uri);
	buf_release(&host);
	buf_release(&nonce);
}

TestSuite(loopback_request, .init = setup, .fini = teardown);

static struct loopback_verdict judge(const struct loopback_request *request)
{
	struct loopback_site site = {&redirect_uri, &host, &nonce};

	return loopback_judge(request, &site);
}

static struct loopback_request get(const char *target)
{
	return (struct loopback_request){.method = "GET", .target = target, .host = "127.0.0.1:23472", .hosts = 1};
}

static void expect_kind(const char *target, enum loopback_kind kind, const char *query)
{
	struct loopback_request request = get(target);
	struct loopback_verdict verdict = judge(&request);

	cr_assert_eq(verdict.kind, kind, "%s", target);
	cr_assert_str_eq(verdict.query, query);
}

static void expect_refused(const struct loopback_request *request, unsigned status, const char *title)
{
	struct loopback_verdict verdict = judge(request);

	cr_assert_eq(verdict.kind, LOOPBACK_REFUSE, "%s", request->target);
	cr_assert_eq(verdict.status, status, "%s: %u", request->target, verdict.status);
	cr_assert_str_eq(verdict.title, title);
	cr_assert_not_null(strstr(verdict.text, "The login in the terminal is not affected."));
}

static void expect_target_refused(const char *target, unsigned status, const char *title)
{
	struct loopback_request request = get(target);

	expect_refused(&request, status, title);
}

Test(loopback_request, the_two_paths)
{
	expect_kind("/start/nOnce_1", LOOPBACK_START, "");
	expect_kind("/start/nOnce_1?x=y", LOOPBACK_START, "x=y");
	expect_kind("/callback", LOOPBACK_REDIRECT, "");
	expect_kind("/callback?", LOOPBACK_REDIRECT, "");
	expect_kind("/callback?code=1&state=2?3", LOOPBACK_REDIRECT, "code=1&state=2?3");
}

Test(loopback_request, other_paths)
{
	static const char *const targets[] = {"/",
					      "//",
					      "//callback",
					      "/callback/",
					      "/Callback",
					      "/call",
					      "/callback2",
					      "/%63allback",
					      "/./callback",
					      "/callback;x",
					      "/start",
					      "/start/",
					      "/start/nOnce_",
					      "/start/nOnce_12",
					      "/start/nonce_1",
					      "/start//nOnce_1",
					      "/start/nOnce_1/",
					      "/start/?nOnce_1",
					      "/start/%6eOnce_1",
					      "/x?/callback",
					      "/favicon.ico"};

	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		expect_target_refused(targets[i], 404, "There is nothing here");
}

Test(loopback_request, a_redirect_without_a_path_is_asked_for_as_a_slash)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(url_parse(&redirect_uri, "http://127.0.0.1:23472", &err), 0);
	expect_kind("/?code=1", LOOPBACK_REDIRECT, "code=1");
	expect_target_refused("/callback", 404, "There is nothing here");
}

Test(loopback_request, targets_that_are_no_path)
{
	static const char *const targets[] = {"",          "*", "?", "callback", "http://127.0.0.1:23472/callback",
					      "\\callback"};

	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		expect_target_refused(targets[i], 400, "This request is not understood");
}

Test(loopback_request, other_methods)
{
	static const char *const methods[] = {"HEAD", "POST", "OPTIONS", "PUT", "DELETE", "get", "GETX", "CONNECT", ""};

	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		struct loopback_request request = get("/callback");

		request.method = methods[i];
		expect_refused(&request, 405, "Only GET is answered here");
	}
}

static void header(struct loopback_request *request, const char *name, const char *value)
{
	loopback_request_header(request, name, value);
}

Test(loopback_request, host)
{
	static const char *const wrong[] = {"127.0.0.1", "127.0.0.1:23473",  "localhost:23472",  "evil.example:23472",
					    "",          "127.0.0.1:23472.", "127.0.0.1:234720", "x127.0.0.1:23472"};
	struct loopback_request request = {.method = "GET", .target = "/callback"};

	expect_refused(&request, 400, "This is not the address that was asked for");
	header(&request, "hOST", "127.0.0.1:23472");
	cr_assert_eq(judge(&request).kind, LOOPBACK_REDIRECT);
	header(&request, "Host", "127.0.0.1:23472");
	expect_refused(&request, 400, "This is not the address that was asked for");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct loopback_request other = {.method = "GET", .target = "/callback"};

		header(&other, "Host", wrong[i]);
		expect_refused(&other, 400, "This is not the address that was asked for");
		header(&other, "Host", "127.0.0.1:23472");
		expect_refused(&other, 400, "This is not the address that was asked for");
	}
}

Test(loopback_request, bodies)
{
	static const char *const rows[][2] = {{"Content-Length", "0"},
					      {"content-length", ""},
					      {"CONTENT-LENGTH", "5"},
					      {"Transfer-Encoding", "chunked"},
					      {"transfer-encoding", "identity"}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct loopback_request request = get("/callback");

		header(&request, rows[i][0], rows[i][1]);
		expect_refused(&request, 400, "This request is not understood");
	}
}

Test(loopback_request, bytes_that_do_not_belong)
{
	static const char *const rows[][2] = {{"Host ", "127.0.0.1:23472"},
					      {" Host", "x"},
					      {"Ho\tst", "x"},
					      {"", "x"},
					      {"X\x01", "x"},
					      {"X", "a\rb"},
					      {"X", "\x7f"},
					      {"X", "\x1f"}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct loopback_request request = get("/callback");

		header(&request, rows[i][0], rows[i][1]);
		expect_refused(&request, 400, "This request is not understood");
	}
}

Test(loopback_request, usual_headers)
{
	static const char *const rows[][2] = {{"User-Agent", "Mozilla/5.0 (X11; Linux x86_64)"},
					      {"Accept", "text/html,*/*;q=0.8"},
					      {"Cookie", "a=b;\tc=\xc3\xbc"},
					      {"Sec-Fetch-Mode", "navigate"},
					      {"Purpose", ""},
					      {"X-Moz", "other"},
					      {"Empty", ""}};
	struct loopback_request request = get("/callback");

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		header(&request, rows[i][0], rows[i][1]);
	cr_assert_eq(judge(&request).kind, LOOPBACK_REDIRECT);
}

Test(loopback_request, prefetch)
{
	static const char *const rows[][2] = {{"Sec-Purpose", "prefetch"}, {"Sec-Purpose", "prefetch;prerender"},
					      {"sec-purpose", "PreFetch"}, {"Purpose", "prefetch"},
					      {"X-Purpose", "preview"},    {"X-Moz", "prefetch"}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct loopback_request redirect = get("/callback?code=1");
		struct loopback_request start = get("/start/nOnce_1");
		struct loopback_request other = get("/favicon.ico");

		header(&redirect, rows[i][0], rows[i][1]);
		expect_refused(&redirect, 503, "Not ahead of time");
		header(&start, rows[i][0], rows[i][1]);
		expect_refused(&start, 503, "Not ahead of time");
		header(&other, rows[i][0], rows[i][1]);
		expect_refused(&other, 404, "There is nothing here");
	}
}
