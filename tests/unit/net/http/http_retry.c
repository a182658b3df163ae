#include "net/http/http_retry.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "net/http/http.h"

/* 2026-05-01T12:00:00Z */
enum { NOW = 1777636800 };

static const struct http_attempt get_503 = {
    .repeatable = true,
    .tries = 1,
    .outcome = HTTP_ANSWERED,
    .status = 503,
    .retry_after_ms = -1,
    .patience_ms = 20000,
    .backoff_ms = 1000,
};

#define expect_wait(want, ...)                                                                                         \
	do {                                                                                                           \
		struct http_attempt attempt = get_503;                                                                 \
                                                                                                                       \
		__VA_ARGS__;                                                                                           \
		cr_assert_eq(http_retry_wait(&attempt), (want), "%lld", (long long)http_retry_wait(&attempt));         \
	} while (0)

Test(retry_wait, backs_off_from_half_to_the_whole)
{
	expect_wait(500, attempt.random = 0);
	expect_wait(1000, attempt.random = 500);
	expect_wait(500, attempt.random = 501);
	expect_wait(1000, attempt.tries = 2, attempt.random = 0);
	expect_wait(2000, attempt.tries = 2, attempt.random = 1000);
	for (uint32_t random = 0; random < 4000; random += 7) {
		struct http_attempt attempt = get_503;

		attempt.random = random * 1048573U;
		cr_assert_geq(http_retry_wait(&attempt), 500);
		cr_assert_leq(http_retry_wait(&attempt), 1000);
	}
}

Test(retry_wait, takes_odd_settings)
{
	expect_wait(0, attempt.backoff_ms = 0, attempt.random = UINT32_MAX);
	expect_wait(1, attempt.backoff_ms = 1, attempt.random = UINT32_MAX);
	expect_wait(0, attempt.backoff_ms = -5, attempt.random = 3);
	expect_wait(30000, attempt.backoff_ms = INT64_MAX, attempt.patience_ms = INT64_MAX);
	expect_wait(-1, attempt.tries = 0);
	expect_wait(-1, attempt.tries = -1);
}

Test(retry_wait, ends_after_three_tries)
{
	expect_wait(1000, attempt.tries = 2);
	expect_wait(-1, attempt.tries = 3);
	expect_wait(-1, attempt.tries = 3, attempt.outcome = HTTP_UNSENT);
	expect_wait(-1, attempt.tries = 4);
}

Test(retry_wait, waits_for_a_limit_up_to_ten_tries)
{
	expect_wait(0, attempt.tries = 3, attempt.limited = 3, attempt.status = 429, attempt.retry_after_ms = 0);
	expect_wait(0, attempt.tries = 9, attempt.limited = 9, attempt.status = 429, attempt.retry_after_ms = 0);
	expect_wait(-1, attempt.tries = 10, attempt.limited = 10, attempt.status = 429, attempt.retry_after_ms = 0);
	/* What a limit turned away is no failure. */
	expect_wait(4000, attempt.tries = 4, attempt.limited = 3, attempt.random = 0);
	expect_wait(-1, attempt.tries = 6, attempt.limited = 3);
	/* 60 s in all, whatever the caller's patience; and a longer wait is not begun. */
	expect_wait(-1, attempt.status = 429, attempt.patience_ms = 600000, attempt.retry_after_ms = 60001);
	expect_wait(-1, attempt.status = 429, attempt.patience_ms = 600000, attempt.retry_after_ms = 5000,
		    attempt.waited_ms = 55001);
}

Test(retry_wait, a_caller_who_says_nothing_waits_a_minute_for_a_limit)
{
	const struct http_settings usual = HTTP_SETTINGS_INIT;

	expect_wait(60000, attempt.status = 429, attempt.patience_ms = usual.patience_ms,
		    attempt.retry_after_ms = 60000);
	expect_wait(5000, attempt.status = 429, attempt.patience_ms = usual.patience_ms, attempt.retry_after_ms = 5000,
		    attempt.waited_ms = 55000);
	expect_wait(-1, attempt.status = 429, attempt.patience_ms = usual.patience_ms, attempt.retry_after_ms = 60001);
}

Test(retry_wait, repeats_only_answers_of_trouble)
{
	static const int final[] = {200, 204, 301, 400, 401, 403, 404, 405, 428, 430, 499};
	static const int trouble[] = {500, 501, 502, 503, 504, 599};

	for (size_t i = 0; i < ARRAY_LEN(final); i++)
		expect_wait(-1, attempt.status = final[i]);
	for (size_t i = 0; i < ARRAY_LEN(trouble); i++) {
		expect_wait(500, attempt.status = trouble[i]);
		expect_wait(500, attempt.status = trouble[i], attempt.repeatable = false);
	}
}

Test(retry_wait, never_repeats_a_post_that_got_no_answer)
{
	expect_wait(-1, attempt.outcome = HTTP_LOST, attempt.repeatable = false);
	expect_wait(500, attempt.outcome = HTTP_LOST);
	expect_wait(500, attempt.outcome = HTTP_UNSENT);
	expect_wait(500, attempt.outcome = HTTP_UNSENT, attempt.repeatable = false);
	expect_wait(-1, attempt.outcome = HTTP_HOPELESS);
	expect_wait(-1, attempt.outcome = HTTP_HOPELESS, attempt.repeatable = false);
}

Test(retry_wait, keeps_to_what_a_rate_limit_says)
{
	expect_wait(3000, attempt.status = 429, attempt.retry_after_ms = 3000);
	expect_wait(3249, attempt.status = 429, attempt.retry_after_ms = 3000, attempt.random = 249);
	expect_wait(3000, attempt.status = 429, attempt.retry_after_ms = 3000, attempt.random = 250);
	expect_wait(0, attempt.status = 429, attempt.retry_after_ms = 0);
	expect_wait(500, attempt.status = 429);
	expect_wait(3000, attempt.status = 429, attempt.retry_after_ms = 3000, attempt.repeatable = false);
}

Test(retry_wait, takes_the_longer_wait_for_a_failing_server)
{
	expect_wait(3000, attempt.retry_after_ms = 3000);
	expect_wait(500, attempt.retry_after_ms = 0);
	expect_wait(500, attempt.retry_after_ms = 499);
}

Test(retry_wait, does_not_begin_a_wait_that_passes_the_patience)
{
	expect_wait(20000, attempt.status = 429, attempt.retry_after_ms = 20000);
	expect_wait(-1, attempt.status = 429, attempt.retry_after_ms = 20000, attempt.random = 1);
	expect_wait(-1, attempt.status = 429, attempt.retry_after_ms = 20001);
	expect_wait(-1, attempt.waited_ms = 19501);
	expect_wait(500, attempt.waited_ms = 19500);
	expect_wait(-1, attempt.patience_ms = 0);
	expect_wait(-1, attempt.patience_ms = -1, attempt.backoff_ms = 0);
}

Test(retry_wait, never_waits_longer_than_the_cap_whatever_the_patience)
{
	expect_wait(60000, attempt.status = 429, attempt.retry_after_ms = 60000, attempt.patience_ms = INT64_MAX);
	expect_wait(-1, attempt.status = 429, attempt.retry_after_ms = 60001, attempt.patience_ms = INT64_MAX);
	expect_wait(-1, attempt.status = 429, attempt.retry_after_ms = 30000, attempt.waited_ms = 30001,
		    attempt.patience_ms = INT64_MAX);
	expect_wait(-1, attempt.status = 429, attempt.retry_after_ms = HTTP_RETRY_AFTER_MAX_MS,
		    attempt.patience_ms = INT64_MAX);
}

static int64_t header(const char *text)
{
	return http_retry_after(text, NULL, NULL, NOW);
}

Test(retry_after, reads_seconds)
{
	static const struct {
		const char *text;
		int64_t ms;
	} good[] = {
	    {"0", 0},         {"1", 1000},   {"65", 65000},      {" 7\t", 7000},      {"0.65", 650},
	    {"1.5", 1500},    {"5.", 5000},  {"0.0001", 1},      {"0.1230", 123},     {"0.12345", 124},
	    {"0.9999", 1000}, {"007", 7000}, {"0.000000000", 0}, {"86400", 86400000},
	};

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		cr_assert_eq(header(good[i].text), good[i].ms, "%s", good[i].text);
}

Test(retry_after, limits_absurd_values_to_a_day)
{
	cr_assert_eq(header("86401"), 86400000);
	cr_assert_eq(header("86399.9999"), 86400000);
	cr_assert_eq(header("99999999999999999999999999999999999999999999"), 86400000);
	cr_assert_eq(header("18446744073709551617"), 86400000);
	cr_assert_eq(header("Fri, 31 Dec 2027 23:59:59 GMT"), 86400000);
}

Test(retry_after, refuses_what_is_neither_seconds_nor_a_date)
{
	static const char *const bad[] = {
	    "",     " ",   "-1",  "+1",     "-0",    "nan", "NaN",      "inf",        "Infinity",
	    "0x10", "1e3", "1,5", ".5",     "1.5.5", "5 s", "5s",       "2026-05-01", "soon",
	    "Fri",  "F",   "W;",  "Monday", "1 2",   "--",  "\xff\xfe", "12:00:00",
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		cr_assert_eq(header(bad[i]), -1, "%s: %lld", bad[i], (long long)header(bad[i]));
}

Test(retry_after, reads_the_three_forms_of_a_date)
{
	cr_assert_eq(header("Fri, 01 May 2026 12:00:10 GMT"), 10000);
	cr_assert_eq(header("Friday, 01-May-26 12:00:10 GMT"), 10000);
	cr_assert_eq(header("Fri May  1 12:00:10 2026"), 10000);
	cr_assert_eq(header("Fri, 01 May 2026 12:00:00 GMT"), 0);
	cr_assert_eq(header("Sun, 06 Nov 1994 08:49:37 GMT"), 0);
	cr_assert_eq(header("Sat, 02 May 2026 12:00:00 GMT"), 86400000);
}

Test(retry_after, prefers_the_header_then_the_bucket_then_the_body)
{
	struct buf body = BUF_INIT(256);

	buf_str(&body, "{\"message\": \"You are being rate limited.\", \"retry_after\": 64.57, \"global\": false}");
	cr_assert_eq(http_retry_after("65", "1.5", &body, NOW), 65000);
	cr_assert_eq(http_retry_after(NULL, "1.5", &body, NOW), 1500);
	cr_assert_eq(http_retry_after("soon", "1.5", &body, NOW), 1500);
	cr_assert_eq(http_retry_after("-1", "-1", &body, NOW), 64570);
	cr_assert_eq(http_retry_after(NULL, NULL, &body, NOW), 64570);
	cr_assert_eq(http_retry_after(NULL, "x", NULL, NOW), -1);
	cr_assert_eq(http_retry_after(NULL, NULL, NULL, NOW), -1);
	buf_release(&body);
}

Test(retry_after, reads_the_body)
{
	static const struct {
		const char *text;
		int64_t ms;
	} bodies[] = {
	    {"{\"retry_after\": 0}", 0},
	    {"{\"retry_after\": 3}", 3000},
	    {"{\"retry_after\": 0.0001}", 1},
	    {"{\"retry_after\": 1e300}", 86400000},
	    {"{\"retry_after\": 99999999999999999999999999}", 86400000},
	    {"{\"retry_after\": 86400.5}", 86400000},
	    {"{\"retry_after\": -1}", -1},
	    {"{\"retry_after\": -0.001}", -1},
	    {"{\"retry_after\": 1e999}", -1},
	    {"{\"retry_after\": NaN}", -1},
	    {"{\"retry_after\": \"3\"}", -1},
	    {"{\"retry_after\": null}", -1},
	    {"{\"retry_after\": 3", -1},
	    {"[3]", -1},
	    {"error code: 1015", 30000},
	    {"<title>Error 1015 | Rate limited</title>", 30000},
	    {"error code: 1010", -1},
	    {"", -1},
	};

	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		struct buf body = BUF_INIT(256);

		buf_str(&body, bodies[i].text);
		cr_assert_eq(http_retry_after(NULL, NULL, &body, NOW), bodies[i].ms, "%s", bodies[i].text);
		buf_release(&body);
	}
}
