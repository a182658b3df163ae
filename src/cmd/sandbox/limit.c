#include "cmd/sandbox/limit.h"

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

static void headers(struct answer *answer, const char *bucket, unsigned limit, unsigned remaining, int64_t now,
		    int64_t wait_ms)
{
	header_number(answer, "X-RateLimit-Limit", (long)limit);
	header_number(answer, "X-RateLimit-Remaining", (long)remaining);
	header_thousandths(answer, "X-RateLimit-Reset", now * 1000 + wait_ms);
	header_thousandths(answer, "X-RateLimit-Reset-After", wait_ms);
	answer_header(answer, "X-RateLimit-Bucket", bucket);
}

static void refuse(struct answer *answer, long wait_ms, bool global)
{
	header_number(answer, "Retry-After", (wait_ms + 999) / 1000);
	answer_header(answer, "X-RateLimit-Scope", global ? "global" : "user");
	if (global)
		answer_header(answer, "X-RateLimit-Global", "true");
	answer_json(answer, 429,
		    json_pack("{s:s, s:i, s:f, s:b}", "message", "You are being rate limited.", "code", 0,
			      "retry_after", (double)wait_ms / 1000.0, "global", global));
}

void limit_refuse(struct answer *answer, long wait_ms, bool global, int64_t now)
{
	/* As at Discord, the global limit says nothing of a bucket. */
	if (!global)
		headers(answer, "sandbox-fault", 1, 0, now, wait_ms);
	refuse(answer, wait_ms, global);
}

bool limit_take(struct limit *limit, const struct limit_size *size, const char *bucket, int64_t now,
		struct answer *answer)
{
	char name[48];
	bool allowed;

	if (now >= limit->until)
		*limit = (struct limit){.until = now + size->seconds, .used = 0};
	allowed = limit->used < size->requests;
	if (allowed)
		limit->used++;
	snprintf(name, sizeof(name), "sandbox-%s", bucket);
	headers(answer, name, size->requests, size->requests - limit->used, now, (limit->until - now) * 1000);
	if (!allowed)
		refuse(answer, (long)(limit->until - now) * 1000, false);
	return allowed;
}
