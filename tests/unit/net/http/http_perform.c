#include "base/clock.h"
#include "http_run.h"

Test(http_perform, gets)
{
	struct run run;
	char want[256];

	RUN(run, "GET", OK);
	cr_assert_eq(run.result, 0);
	cr_assert_eq(run.reply.status, 200);
	cr_assert_str_eq(buf_text(&run.reply.body), "{}");
	cr_assert_str_eq(run.reply.content_type, "application/json");
	cr_assert_eq(run.reply.retry_after_ms, -1);
	cr_assert(run.reply.sent);
	snprintf(want, sizeof(want),
		 "GET /path HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nUser-Agent: DiscordBot (https://example.com, 1.0)\r\n"
		 "Accept: application/json\r\n\r\n",
		 run.server.port);
	cr_assert_str_eq(buf_text(&run.server.seen), want);
	run_release(&run);
}

Test(http_perform, posts_a_form_with_authorization)
{
	const char *const replies[] = {OK};
	struct buf form = BUF_INIT(64);
	struct buf authorization = BUF_INIT(64);
	struct run run;
	char want[512];

	buf_str(&form, "token=a%20b");
	buf_str(&authorization, "Basic YTpi");
	run_init(&run, "POST");
	run.request.form = &form;
	run.request.authorization = &authorization;
	run_against(&run, replies, 1);
	cr_assert_eq(run.result, 0);
	snprintf(want, sizeof(want),
		 "POST /path HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nUser-Agent: DiscordBot (https://example.com, 1.0)\r\n"
		 "Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\n"
		 "Authorization: Basic YTpi\r\nContent-Length: 11\r\n\r\ntoken=a%%20b",
		 run.server.port);
	cr_assert_str_eq(buf_text(&run.server.seen), want);
	buf_release(&form);
	buf_release(&authorization);
	run_release(&run);
}

Test(http_perform, posts_a_form_of_any_size_without_waiting_for_leave)
{
	const char *const replies[] = {OK};
	struct buf form = BUF_INIT(2 * BUF_REPLY_MAX);
	struct run run;

	buf_str(&form, "token=");
	for (size_t i = 0; i < 120000; i++)
		buf_str(&form, "0123456789");
	run_init(&run, "POST");
	run.request.form = &form;
	run_against(&run, replies, 1);
	cr_assert_eq(run.result, 0);
	cr_assert_eq(server_count(&run.server, "Expect"), 0);
	cr_assert_eq(server_count(&run.server, "0123456789"), 120000);
	buf_release(&form);
	run_release(&run);
}

Test(http_perform, posts_without_a_form)
{
	struct run run;

	RUN(run, "POST", OK);
	cr_assert_eq(run.result, 0);
	cr_assert_not_null(strstr(buf_text(&run.server.seen), "Content-Length: 0\r\n"));
	run_release(&run);
}

Test(http_perform, sends_a_token_of_kilobytes)
{
	const char *const replies[] = {OK};
	struct buf authorization = BUF_INIT(BUF_TOKEN_MAX + 16);
	struct run run;

	buf_str(&authorization, "Bearer ");
	for (size_t i = 0; i < BUF_TOKEN_MAX / 16; i++)
		buf_str(&authorization, "0123456789abcdef");
	run_init(&run, "GET");
	run.request.authorization = &authorization;
	run_against(&run, replies, 1);
	cr_assert_eq(run.result, 0);
	cr_assert_eq(server_count(&run.server, "0123456789abcdef"), BUF_TOKEN_MAX / 16);
	buf_release(&authorization);
	run_release(&run);
}

Test(http_perform, refuses_a_header_within_a_header)
{
	static const char *const bad[] = {"Bearer a\r\nX: y", "Bearer a\nb", "Bearer \x7f", "\x01"};
	struct run run;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct buf authorization = BUF_INIT(64);

		buf_str(&authorization, bad[i]);
		run_init(&run, "GET");
		run.request.authorization = &authorization;
		run.request.url = "http://127.0.0.1:1/";
		cr_assert_eq(http_perform(&run.settings, &run.request, &run.reply, &run.err), -1);
		expect_error(run.err, ERROR_CONFIG, "the credential holds a control byte, so it cannot be sent");
		cr_assert_not(run.reply.sent);
		buf_release(&authorization);
	}
	run_init(&run, "GET");
	run.request.url = "http://127.0.0.1:1/";
	run.settings.user_agent = "a\r\nb";
	cr_assert_eq(http_perform(&run.settings, &run.request, &run.reply, &run.err), -1);
	expect_error(run.err, ERROR_CONFIG, "the User-Agent holds a control byte");
}

Test(http_perform, refuses_plain_http_to_the_outside)
{
	struct run run;

	run_init(&run, "GET");
	run.request.url = "http://discord.com/api/v10/users/@me?secret=x";
	cr_assert_eq(http_perform(&run.settings, &run.request, &run.reply, &run.err), -1);
	expect_hint(run.err, ERROR_CONFIG,
		    "'discord.com' must be reached by https: plain http goes to a loopback host only",
		    "write https:// in the profile's URL");
}

Test(http_perform, refuses_other_schemes)
{
	static const char *const urls[] = {"file:///etc/passwd", "ftp://127.0.0.1/", "discord.com", "",
					   "https://a:b@c/"};

	for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
		struct run run;

		run_init(&run, "GET");
		run.request.url = urls[i];
		cr_assert_eq(http_perform(&run.settings, &run.request, &run.reply, &run.err), -1, "%s", urls[i]);
		cr_assert_eq(run.err.code, ERROR_CONFIG, "%s", urls[i]);
	}
}

Test(http_perform, follows_no_redirect)
{
	struct run run;

	RUN(run, "GET", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", OK);
	cr_assert_eq(run.result, 0);
	cr_assert_eq(run.reply.status, 302);
	cr_assert_eq(server_count(&run.server, "GET "), 1);
	run_release(&run);
}

Test(http_perform, refuses_an_answer_that_is_not_http)
{
	struct run run;

	RUN(run, "POST", "SSH-2.0-OpenSSH_9.2\r\n", OK);
	expect_failure(run, ERROR_TEMP,
		       "no answer from '127.0.0.1:%u': the answer is not HTTP; the request was sent and may have been "
		       "carried out");
	run_release(&run);
}

/* A body or a header of that many bytes after the given start. */
static void run_large(struct run *run, const char *start, char fill, size_t count)
{
	struct buf reply = BUF_INIT(1 << 22);
	const char *replies[] = {NULL, OK};

	buf_str(&reply, start);
	for (size_t i = 0; i < count; i++)
		buf_char(&reply, fill);
	replies[0] = buf_text(&reply);
	run_init(run, "GET");
	run_against(run, replies, 2);
	buf_release(&reply);
}

Test(http_perform, takes_an_answer_of_1_mib_and_no_more)
{
	struct run run;

	run_large(&run, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", 'x', BUF_REPLY_MAX);
	cr_assert_eq(run.result, 0);
	cr_assert_eq(run.reply.body.len, BUF_REPLY_MAX);
	run_release(&run);
	run_large(&run, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", 'x', BUF_REPLY_MAX + 1);
	expect_failure(run, ERROR_TEMP, "the answer of '127.0.0.1:%u' is larger than 1 MiB and was not read");
	cr_assert_str_eq(run.err.hint, "it is not from the API: check api_base, and any proxy in between");
	cr_assert_eq(run.reply.body.len, 0);
	cr_assert_eq(server_count(&run.server, "GET "), 1);
	run_release(&run);
}

Test(http_perform, takes_no_endless_headers)
{
	struct buf reply = BUF_INIT(1 << 22);
	const char *replies[] = {NULL};
	struct run run;

	buf_str(&reply, "HTTP/1.1 200 OK\r\n");
	while (reply.len < BUF_REPLY_MAX + 1000)
		buf_str(&reply, "X-Filler: 0123456789012345678901234567890123456789012345678901234567890123456789\r\n");
	replies[0] = buf_text(&reply);
	run_init(&run, "POST");
	run_against(&run, replies, 1);
	cr_assert_eq(run.result, -1);
	cr_assert_eq(run.err.code, ERROR_TEMP);
	run_release(&run);
	buf_release(&reply);
}

Test(http_basic, encodes_id_and_secret_before_joining_them)
{
	struct buf secret = BUF_INIT(64);
	struct buf authorization = BUF_INIT(128);

	buf_str(&secret, "a:b c%\xc3\xa9+~");
	http_basic("157730590492196864", &secret, &authorization);
	/* 157730590492196864:a%3Ab%20c%25%C3%A9%2B~ */
	cr_assert_str_eq(buf_text(&authorization), "Basic MTU3NzMwNTkwNDkyMTk2ODY0OmElM0FiJTIwYyUyNSVDMyVBOSUyQn4=");
	buf_release(&secret);
	buf_release(&authorization);
}

/* As if the process had been suspended while the rest of the answer came. */
static bool sleep_beyond_the_deadline(void *data, int status, const struct buf *body)
{
	bool *slept = data;

	(void)status;
	(void)body;
	if (!*slept)
		clock_sleep_ms(400);
	*slept = true;
	return false;
}

static int let_go(void *data, struct error *err)
{
	(void)data;
	(void)err;
	return 0;
}

Test(http_perform, reads_what_has_come_when_the_time_is_over)
{
	static char reply[200000] = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
	const char *const replies[] = {reply};
	const size_t head = strlen(reply);
	bool slept = false;
	const struct http_watch watch = {.sending = let_go, .received = sleep_beyond_the_deadline, .data = &slept};
	struct run run;

	memset(reply + head, 'x', sizeof(reply) - 1 - head);
	run_init(&run, "POST");
	run.request.watch = &watch;
	run.request.once = true;
	run.request.answer_ms = 200;
	run_against(&run, replies, 1);
	cr_assert_eq(run.result, 0, "%s", run.err.text);
	cr_assert_eq(run.reply.body.len, sizeof(reply) - 1 - head);
	run_release(&run);
}

static int refuse(void *data, struct error *err)
{
	(void)data;
	return error_set(err, ERROR_TEMP, "not now");
}

Test(http_perform, sends_nothing_when_the_watch_says_no)
{
	const char *const replies[] = {OK};
	bool slept = false;
	const struct http_watch watch = {.sending = refuse, .received = sleep_beyond_the_deadline, .data = &slept};
	struct run run;

	run_init(&run, "POST");
	run.request.watch = &watch;
	run_against(&run, replies, 1);
	cr_assert_eq(run.result, -1);
	expect_error(run.err, ERROR_TEMP, "not now");
	cr_assert_not(run.reply.sent);
	cr_assert_eq(run.server.seen.len, 0);
	run_release(&run);
}

/* A server that has read a part of the request has carried nothing out. */
Test(http_perform, a_request_that_did_not_leave_as_a_whole_was_not_sent)
{
	const char *const replies[] = {SERVER_TURN_AWAY};
	struct buf body = BUF_INIT(64 << 20);
	struct run run;

	while (body.len < 32 << 20)
		buf_str(&body, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
	run_init(&run, "POST");
	run.settings.patience_ms = 0;
	run.request.form = &body;
	run.request.once = true;
	run_against(&run, replies, 1);
	cr_assert_eq(run.result, -1);
	cr_assert_not(run.reply.sent);
	buf_release(&body);
	run_release(&run);
}
