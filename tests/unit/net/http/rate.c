#include "net/http/rate.h"

#include <criterion/criterion.h>
#include <stdarg.h>

#include "base/memory.h"

static void expect_route(const char *method, const char *path, const char *want)
{
	struct buf route = BUF_INIT(256);

	rate_route(method, path, &route);
	cr_assert_str_eq(buf_text(&route), want);
	buf_release(&route);
}

Test(rate, routes_keep_top_level_ids_only)
{
	expect_route("GET", "/users/@me", "GET /users/@me");
	expect_route("GET", "/channels/12/messages?before=3&limit=4", "GET /channels/12/messages");
	expect_route("DELETE", "/channels/12/messages/34", "DELETE /channels/12/messages/*");
	expect_route("PUT", "/guilds/12/members/34", "PUT /guilds/12/members/*");
	expect_route("POST", "/webhooks/12/word", "POST /webhooks/12/word");
	expect_route("GET", "/skus/12/subscriptions/34?x=/5", "GET /skus/*/subscriptions/*");
	expect_route("GET", "/", "GET /");
	expect_route("GET", "//12/", "GET //*/");
}

/* A reply with the headers given, NULL at their end. */
static struct http_reply reply_with(int status, const char *first, ...) __attribute__((sentinel));
static struct http_reply reply_with(int status, const char *first, ...)
{
	struct http_reply reply = HTTP_REPLY_INIT;
	va_list args;

	reply.status = status;
	va_start(args, first);
	for (const char *text = first; text; text = va_arg(args, const char *))
		strings_add(&reply.headers, text);
	va_end(args);
	return reply;
}

static void learn(struct rate *rate, const char *route, struct http_reply reply, int64_t now)
{
	rate_learn(rate, route, &reply, now);
	http_reply_release(&reply);
}

Test(rate, knows_nothing_at_first)
{
	struct rate rate = RATE_INIT;

	cr_assert_eq(rate_wait(&rate, "GET /a", 0), 0);
	cr_assert_eq(rate_wait(&rate, "GET /a", -5), 0);
	rate_release(&rate);
}

Test(rate, waits_when_a_bucket_is_used_up)
{
	struct rate rate = RATE_INIT;

	learn(&rate, "GET /a",
	      reply_with(200, "X-RateLimit-Remaining", "1", "X-RateLimit-Reset-After", "1.5", (char *)NULL), 1000);
	cr_assert_eq(rate_wait(&rate, "GET /a", 1000), 0);
	learn(&rate, "GET /a",
	      reply_with(200, "x-ratelimit-remaining", "0", "x-ratelimit-reset-after", "1.5", (char *)NULL), 1000);
	cr_assert_eq(rate_wait(&rate, "GET /a", 1000), 1500);
	cr_assert_eq(rate_wait(&rate, "GET /a", 2499), 1);
	cr_assert_eq(rate_wait(&rate, "GET /a", 2500), 0);
	cr_assert_eq(rate_wait(&rate, "GET /b", 1000), 0);
	rate_release(&rate);
}

Test(rate, routes_of_one_bucket_wait_together)
{
	struct rate rate = RATE_INIT;

	learn(&rate, "GET /channels/1/a", reply_with(200, "X-RateLimit-Bucket", "x", (char *)NULL), 0);
	learn(&rate, "GET /channels/2/a", reply_with(200, "X-RateLimit-Bucket", "x", (char *)NULL), 0);
	learn(&rate, "GET /channels/1/b",
	      reply_with(200, "X-RateLimit-Bucket", "x", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset-After", "2",
			 (char *)NULL),
	      0);
	cr_assert_eq(rate_wait(&rate, "GET /channels/1/a", 0), 2000);
	cr_assert_eq(rate_wait(&rate, "GET /channels/2/a", 0), 0, "the other channel has a bucket of its own");
	rate_release(&rate);
}

Test(rate, a_429_closes_its_bucket)
{
	struct rate rate = RATE_INIT;
	struct http_reply reply = reply_with(429, "X-RateLimit-Scope", "user", (char *)NULL);

	reply.retry_after_ms = 700;
	learn(&rate, "GET /a", reply, 100);
	cr_assert_eq(rate_wait(&rate, "GET /a", 100), 700);
	cr_assert_eq(rate_wait(&rate, "GET /b", 100), 0);
	rate_release(&rate);
}

Test(rate, a_global_429_closes_everything)
{
	static const char *const bodies[] = {"{\"global\": true}", "", ""};
	static const char *const names[] = {"X-Other", "X-RateLimit-Global", "X-RateLimit-Scope"};
	static const char *const values[] = {"", "true", "global"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct rate rate = RATE_INIT;
		struct http_reply reply = reply_with(429, names[i], values[i], (char *)NULL);

		buf_str(&reply.body, bodies[i]);
		reply.retry_after_ms = 700;
		learn(&rate, "GET /a", reply, 100);
		cr_assert_eq(rate_wait(&rate, "GET /b", 100), 700);
		cr_assert_eq(rate_wait(&rate, "GET /b", 800), 0);
		rate_release(&rate);
	}
}

Test(rate, nonsense_is_no_limit)
{
	struct rate rate = RATE_INIT;

	learn(&rate, "GET /a",
	      reply_with(200, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset-After", "soon", (char *)NULL), 0);
	learn(&rate, "GET /a", reply_with(200, "X-RateLimit-Remaining", "0", (char *)NULL), 0);
	learn(&rate, "GET /a", reply_with(429, "X-RateLimit-Scope", "shared", (char *)NULL), 0);
	cr_assert_eq(rate_wait(&rate, "GET /a", 0), 0);
	rate_release(&rate);
}

Test(rate, forgets_the_oldest_route)
{
	struct rate rate = RATE_INIT;
	char route[32];

	for (int i = 0; i <= RATE_ROUTES_MAX; i++) {
		snprintf(route, sizeof(route), "GET /%d", i);
		learn(&rate, route,
		      reply_with(200, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset-After", "1", (char *)NULL), 0);
	}
	cr_assert_eq(rate.count, RATE_ROUTES_MAX);
	cr_assert_eq(rate_wait(&rate, "GET /0", 0), 0);
	cr_assert_eq(rate_wait(&rate, "GET /1", 0), 1000);
	cr_assert_eq(rate_wait(&rate, route, 0), 1000);
	rate_release(&rate);
}
