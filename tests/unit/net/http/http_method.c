/* Requests of every method, with bodies and headers of others; and the headers of replies. */
#include "http_run.h"

#define AGENT "User-Agent: DiscordBot (https://example.com, 1.0)\r\n"

/* The request as it went out, without its Host line, whose port differs from run to run. */
static void expect_sent(struct run *run, const char *line, const char *rest)
{
	char want[512];

	snprintf(want, sizeof(want), "%s /path HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n" AGENT "%s", line, run->server.port,
		 rest);
	cr_assert_str_eq(buf_text(&run->server.seen), want);
}

static void run_body(struct run *run, const char *method, const char *bytes, const char *type)
{
	static const char *const replies[] = {OK};
	struct buf body = BUF_INIT(64);

	buf_str(&body, bytes);
	run_init(run, method);
	run->request.body = &body;
	run->request.body_type = type;
	run_against(run, replies, 1);
	cr_assert_eq(run->result, 0);
	buf_release(&body);
}

Test(http_method, sends_a_body_of_its_type)
{
	static const char *const methods[] = {"POST", "PUT", "PATCH", "DELETE"};

	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		struct run run;

		run_body(&run, methods[i], "{\"a\":1}", "application/json");
		expect_sent(&run, methods[i],
			    "Accept: application/json\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n"
			    "{\"a\":1}");
		run_release(&run);
	}
}

Test(http_method, sends_nothing_with_a_delete)
{
	struct run run;

	RUN(run, "DELETE", OK);
	cr_assert_eq(run.result, 0);
	expect_sent(&run, "DELETE", "Accept: application/json\r\n\r\n");
	run_release(&run);
}

Test(http_method, says_that_a_put_is_empty)
{
	struct run run;

	RUN(run, "PUT", OK);
	cr_assert_eq(run.result, 0);
	expect_sent(&run, "PUT", "Accept: application/json\r\nContent-Length: 0\r\n\r\n");
	run_release(&run);
}

static void run_headers(struct run *run, const char *first, const char *second)
{
	static const char *const replies[] = {OK};
	struct strings headers = STRINGS_INIT;

	strings_add(&headers, first);
	strings_add(&headers, second);
	run_init(run, "GET");
	run->request.headers = &headers;
	run_against(run, replies, 1);
	strings_release(&headers);
}

Test(http_method, sends_headers_besides)
{
	struct run run;

	run_headers(&run, "X-Audit-Log-Reason: because", "accept: text/plain");
	cr_assert_eq(run.result, 0);
	expect_sent(&run, "GET", "X-Audit-Log-Reason: because\r\naccept: text/plain\r\n\r\n");
	run_release(&run);
}

Test(http_method, never_sends_a_second_credential)
{
	struct run run;

	run_headers(&run, "X: y", "AUTHORIZATION: Bot x");
	cr_assert_eq(run.result, -1);
	expect_error(run.err, ERROR_USAGE, "a header cannot be Authorization");
	cr_assert_eq(run.server.seen.len, 0);
	run_release(&run);
}

Test(http_method, never_sends_a_header_in_a_header)
{
	struct run run;

	run_headers(&run, "X: y\r\nAuthorization: Bot x", "A: b");
	cr_assert_eq(run.result, -1);
	expect_error(run.err, ERROR_USAGE, "a header holds a control byte");
	run_release(&run);
}

Test(http_method, gives_the_headers_of_the_reply)
{
	struct run run;

	RUN(run, "GET",
	    "HTTP/1.1 200 OK\r\nX-RateLimit-Remaining: 0\r\nX-One: a\r\nx-one: b\r\nContent-Length: 0\r\n\r\n");
	cr_assert_eq(run.result, 0);
	cr_assert_eq(run.reply.headers.count, 8);
	cr_assert_str_eq(run.reply.headers.item[0], "X-RateLimit-Remaining");
	cr_assert_str_eq(http_reply_header(&run.reply, "x-ratelimit-remaining"), "0");
	cr_assert_str_eq(http_reply_header(&run.reply, "X-One"), "a");
	cr_assert_null(http_reply_header(&run.reply, "X-Two"));
	run_release(&run);
}

static void run_once(struct run *run, const char *const *replies, size_t count)
{
	run_init(run, "POST");
	run->request.once = true;
	run_against(run, replies, count);
}

Test(http_method, does_not_repeat_after_a_5xx_what_is_to_be_done_once)
{
	static const char *const replies[] = {UNAVAILABLE, OK};
	struct run run;

	run_once(&run, replies, 2);
	cr_assert_eq(run.result, 0);
	cr_assert_eq(run.reply.status, 503);
	cr_assert_eq(server_count(&run.server, "POST "), 1);
	run_release(&run);
}

Test(http_method, repeats_after_a_429_what_is_to_be_done_once)
{
	static const char *const replies[] = {LIMITED("Retry-After: 0\r\n", ""), OK};
	struct run run;

	run_once(&run, replies, 2);
	cr_assert_eq(run.result, 0);
	cr_assert_eq(run.reply.status, 200);
	cr_assert_eq(server_count(&run.server, "POST "), 2);
	run_release(&run);
}

Test(http_method, bounds_the_body_as_it_is_told)
{
	static const char *const replies[] = {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12345"};
	struct run run;

	run_init(&run, "GET");
	run.settings.reply_max = 4;
	run_against(&run, replies, 1);
	expect_failure(run, ERROR_TEMP, "the answer of '127.0.0.1:%u' is larger than 0 MiB and was not read");
	run_release(&run);
}
