#include "limit.h"

#include <stdio.h>

static void header_number(struct answer *answer, const char *name, long number)
{
	char text[24];

	snprintf(text, sizeof(text), "%ld", number);
	answer_header(answer, name, text);
}

static void header_thousandths(struct answer *answer, const char *name, int64_t thousandths)
{
	char text[32];

	snprintf(text, sizeof(text), "%lld.%03d", (long long)(thousandths / 1000), (int)(thousandths % 1000));
	answer_header(answer, name, text);
}

static void headers(struct answer *answer, const char *bucket, unsigned remaining, int64_t now, int64_t wait_ms)
{
	header_number(answer, "X-RateLimit-Limit", LIMIT_REQUESTS);
	header_number(answer, "X-RateLimit-Remaining", (long)remaining);
	header_thousandths(answer, "X-RateLimit-Reset", now * 1000 + wait_ms);
	header_thousandths(answer, "X-RateLimit-Reset-After", wait_ms);
	answer_header(answer, "X-RateLimit-Bucket", bucket);
}

static void refuse(struct answer *answer, long wait_ms)
{
	header_number(answer, "Retry-After", (wait_ms + 999) / 1000);
	answer_header(answer, "X-RateLimit-Scope", "user");
	answer_json(answer, 429,
		    json_pack("{s:s, s:f, s:b}", "message", "You are being rate limited.", "retry_after",
			      (double)wait_ms / 1000.0, "global", 0));
}

void limit_refuse(struct answer *answer, long wait_ms, int64_t now)
{
	headers(answer, "sandbox-fault", 0, now, wait_ms);
	refuse(answer, wait_ms);
}

bool limit_take(struct limit *limit, const char *bucket, int64_t now, struct answer *answer)
{
	char name[48];
	bool allowed;

	if (now >= limit->until)
		*limit = (struct limit){.until = now + LIMIT_SECONDS, .used = 0};
	allowed = limit->used < LIMIT_REQUESTS;
	if (allowed)
		limit->used++;
	snprintf(name, sizeof(name), "sandbox-%s", bucket);
	headers(answer, name, LIMIT_REQUESTS - limit->used, now, (limit->until - now) * 1000);
	if (!allowed)
		refuse(answer, (long)(limit->until - now) * 1000);
	return allowed;
}
