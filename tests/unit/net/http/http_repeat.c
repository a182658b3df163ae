/* Which requests are made again, and after which answers; the back-off is set to nothing. */
#include "http_run.h"

Test(http_repeat, repeats_a_get_after_5xx)
{
	struct run run;

	RUN(run, "GET", UNAVAILABLE, UNAVAILABLE, OK, OK);
	cr_assert_eq(run.result, 0);
	cr_assert_eq(run.reply.status, 200);
	cr_assert_eq(server_count(&run.server, "GET "), 3);
	run_release(&run);
}

Test(http_repeat, repeats_a_post_after_5xx)
{
	struct run run;

	RUN(run, "POST", "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 6\r\n\r\n<html>", OK, OK);
	cr_assert_eq(run.result, 0);
	cr_assert_eq(run.reply.status, 200);
	cr_assert_str_eq(buf_text(&run.reply.body), "{}");
	cr_assert_eq(server_count(&run.server, "POST "), 2);
	run_release(&run);
}

Test(http_repeat, gives_the_last_5xx_back_after_three_tries)
{
	struct run run;

	RUN(run, "POST", UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, OK);
	cr_assert_eq(run.result, 0);
	cr_assert_eq(run.reply.status, 503);
	cr_assert_eq(server_count(&run.server, "POST "), 3);
	run_release(&run);
}

Test(http_repeat, does_not_repeat_a_refusal)
{
	struct run run;

	RUN(run, "GET", "HTTP/1.1 401 Unauthorized\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n", OK);
	cr_assert_eq(run.result, 0);
	cr_assert_eq(run.reply.status, 401);
	cr_assert_eq(run.reply.retry_after_ms, -1);
	cr_assert_eq(server_count(&run.server, "GET "), 1);
	run_release(&run);
}

Test(http_repeat, never_repeats_a_post_that_got_no_answer)
{
	struct run run;

	RUN(run, "POST", SERVER_HANG_UP, OK);
	expect_failure(
	    run, ERROR_TEMP,
	    "no answer from '127.0.0.1:%u': the connection was closed; the request was sent and may have been "
	    "carried out");
	cr_assert_str_eq(run.err.hint, "it is not repeated by itself: see what became of it, then try again");
	cr_assert(run.reply.sent);
	cr_assert_eq(server_count(&run.server, "POST "), 1);
	run_release(&run);
}

Test(http_repeat, never_repeats_a_post_that_was_cut_off_before_it_was_read)
{
	struct run run;

	RUN(run, "POST", SERVER_TURN_AWAY, OK);
	cr_assert_eq(run.result, -1);
	cr_assert_eq(run.err.code, ERROR_TEMP);
	cr_assert(run.reply.sent);
	cr_assert_str_eq(buf_text(&run.server.seen), "-");
	run_release(&run);
}

Test(http_repeat, never_repeats_a_post_whose_answer_was_cut_off)
{
	struct run run;

	RUN(run, "POST", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"access_token\":\"planted", OK);
	expect_failure(run, ERROR_TEMP,
		       "no answer from '127.0.0.1:%u': the answer was cut off; the request was sent and may have been "
		       "carried out");
	cr_assert_eq(run.reply.body.len, 0);
	cr_assert_eq(server_count(&run.server, "POST "), 1);
	run_release(&run);
}

Test(http_repeat, never_repeats_a_post_whose_5xx_was_cut_off)
{
	struct run run;

	RUN(run, "POST", "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 100\r\n\r\nx", OK);
	cr_assert_eq(run.result, -1);
	cr_assert(run.reply.sent);
	cr_assert_eq(server_count(&run.server, "POST "), 1);
	run_release(&run);
}

Test(http_repeat, repeats_a_get_that_got_no_answer)
{
	struct run run;

	RUN(run, "GET", SERVER_HANG_UP, SERVER_TURN_AWAY, OK, OK);
	cr_assert_eq(run.result, 0);
	cr_assert_eq(server_count(&run.server, "GET "), 2);
	cr_assert_eq(run.reply.status, 200);
	run_release(&run);
	RUN(run, "GET", SERVER_HANG_UP, SERVER_HANG_UP, SERVER_HANG_UP, OK);
	expect_failure(run, ERROR_TEMP, "no answer from '127.0.0.1:%u': the connection was closed");
	cr_assert_str_eq(run.err.hint, "");
	run_release(&run);
}

Test(http_repeat, says_that_the_request_was_sent_even_if_the_last_try_was_not)
{
	struct run run;

	RUN(run, "POST", UNAVAILABLE);
	expect_failure(run, ERROR_TEMP, "cannot reach '127.0.0.1:%u': connection refused");
	cr_assert(run.reply.sent);
	run_release(&run);
}

Test(http_repeat, says_that_nobody_is_there)
{
	struct run run;
	int place;

	run_init(&run, "POST");
	place = server_bind(&run.server.port);
	snprintf(run.server.url, sizeof(run.server.url), "http://localhost:%u/", run.server.port);
	run.request.url = run.server.url;
	run.result = http_perform(&run.settings, &run.request, &run.reply, &run.err);
	expect_failure(run, ERROR_TEMP, "cannot reach 'localhost:%u': connection refused");
	cr_assert_str_eq(run.err.hint, "");
	cr_assert_not(run.reply.sent);
	http_reply_release(&run.reply);
	close(place);
}

Test(http_repeat, waits_as_long_as_a_rate_limit_says)
{
	struct run run;

	RUN(run, "POST", LIMITED("Retry-After: 0\r\nX-RateLimit-Reset-After: 9999\r\n", ""), OK);
	cr_assert_eq(run.result, 0);
	cr_assert_eq(run.reply.status, 200);
	cr_assert_eq(server_count(&run.server, "POST "), 2);
	run_release(&run);
}

Test(http_repeat, gives_a_rate_limit_back_that_lasts_too_long)
{
	struct run run;

	RUN(run, "POST", LIMITED("Retry-After: 65\r\nX-RateLimit-Reset-After: 0\r\n", "{\"retry_after\":0}"), OK);
	cr_assert_eq(run.result, 0);
	cr_assert_eq(run.reply.status, 429);
	cr_assert_eq(run.reply.retry_after_ms, 65000);
	cr_assert_eq(server_count(&run.server, "POST "), 1);
	run_release(&run);
	RUN(run, "POST", LIMITED("X-RateLimit-Reset-After: 70.5\r\n", "{\"retry_after\":0}"), OK);
	cr_assert_eq(run.reply.retry_after_ms, 70500);
	run_release(&run);
	RUN(run, "POST", LIMITED("", "{\"retry_after\":64.57}"), OK);
	cr_assert_eq(run.reply.retry_after_ms, 64570);
	run_release(&run);
	RUN(run, "POST", LIMITED("Retry-After: Fri, 31 Dec 2066 23:59:59 GMT\r\n", ""), OK);
	cr_assert_eq(run.reply.retry_after_ms, 86400000);
	run_release(&run);
}

Test(http_repeat, takes_of_a_failing_server_only_retry_after)
{
	struct run run;

	RUN(run, "GET", "HTTP/1.1 503 No\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n", OK);
	cr_assert_eq(run.reply.status, 503);
	cr_assert_eq(run.reply.retry_after_ms, 120000);
	cr_assert_eq(server_count(&run.server, "GET "), 1);
	run_release(&run);
	RUN(run, "GET", "HTTP/1.1 503 No\r\nX-RateLimit-Reset-After: 120\r\nContent-Length: 0\r\n\r\n", OK);
	cr_assert_eq(run.reply.status, 200);
	run_release(&run);
}
