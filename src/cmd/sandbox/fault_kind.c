#include "cmd/sandbox/fault_kind.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cmd/sandbox/limit.h"

enum { HUGE_BODY = 1024 * 1024 + 4096, DELAY_MAX_MS = 600000 };

static void strike_status(struct answer *answer, long value, int64_t now)
{
	(void)now;
	answer_status(answer, (unsigned)value);
}

static void strike_delay(struct answer *answer, long value, int64_t now)
{
	(void)now;
	answer->delay_ms += value;
}

static void strike_odd(struct answer *answer, long value, int64_t now)
{
	(void)value;
	(void)now;
	answer->odd = true;
}

static void strike_half(struct answer *answer, long value, int64_t now)
{
	(void)value;
	(void)now;
	answer->end = ANSWER_HALF;
}

static void strike_close(struct answer *answer, long value, int64_t now)
{
	(void)value;
	(void)now;
	answer->end = ANSWER_CLOSED;
}

static void strike_garbage(struct answer *answer, long value, int64_t now)
{
	static const char garbage[] = "\x1f\x8b\x08\0\xff{\"access_token\": \xc3(";

	(void)value;
	(void)now;
	answer->status = 200;
	answer->type = "application/json";
	buf_add(&answer->body, garbage, sizeof(garbage) - 1);
}

static void strike_html(struct answer *answer, long value, int64_t now)
{
	(void)value;
	(void)now;
	answer->status = 502;
	answer->type = "text/html; charset=UTF-8";
	buf_str(&answer->body, "<!DOCTYPE html>\n<html><head><title>discord.com | 502: Bad gateway</title></head>\n"
			       "<body><h1>Bad gateway</h1><p>Error code 502</p></body></html>\n");
}

static void strike_limited(struct answer *answer, long value, int64_t now)
{
	limit_refuse(answer, value, false, now);
}

static void strike_limited_globally(struct answer *answer, long value, int64_t now)
{
	limit_refuse(answer, value, true, now);
}

static void strike_unauthorized(struct answer *answer, long value, int64_t now)
{
	(void)value;
	(void)now;
	answer_api_error(answer, 400, 40001, "Unauthorized");
}

static void strike_huge(struct answer *answer, long value, int64_t now)
{
	char *room;

	(void)value;
	(void)now;
	answer->status = 200;
	answer->type = "application/json";
	buf_str(&answer->body, "{\"access_token\": \"");
	room = buf_room(&answer->body, HUGE_BODY);
	if (room) {
		memset(room, 'x', HUGE_BODY);
		buf_grown(&answer->body, HUGE_BODY);
	}
	buf_str(&answer->body, "\"}");
}

static void strike_redirect(struct answer *answer, long value, int64_t now)
{
	(void)value;
	(void)now;
	answer->status = 307;
	buf_str(&answer->location, "/sandbox/trap");
}

const struct fault_kind fault_kinds[] = {
    {"", VALUE_STATUS, "STATUS", "an HTTP status from 400 to 599, with a JSON body; the request is not carried out",
     true, strike_status},
    {"429", VALUE_SECONDS, "429:SECONDS", "rate limited: Retry-After, X-RateLimit headers and retry_after", true,
     strike_limited},
    {"429-global", VALUE_SECONDS, "429-global:SECONDS", "rate limited, and all other routes with it", true,
     strike_limited_globally},
    {"unauthorized", VALUE_NONE, "unauthorized", "400 with code 40001, which is a refused token too", true,
     strike_unauthorized},
    {"delay", VALUE_MS, "delay:MS", "carried out at once, answered later (up to 600000 milliseconds)", false,
     strike_delay},
    {"cut", VALUE_NONE, "cut", "carried out, then the connection is closed without an answer", false, strike_close},
    {"odd", VALUE_NONE, "odd", "carried out; of a token answer the expires_in is a text", false, strike_odd},
    {"half", VALUE_NONE, "half", "carried out, then the connection is closed in mid-answer", false, strike_half},
    {"refuse", VALUE_NONE, "refuse", "the connection is closed without the request being carried out", true,
     strike_close},
    {"garbage", VALUE_NONE, "garbage", "200 with bytes that are no JSON; not carried out", true, strike_garbage},
    {"huge", VALUE_NONE, "huge", "200 with a body of more than 1 MiB; not carried out", true, strike_huge},
    {"html", VALUE_NONE, "html", "502 with an intermediary's HTML page; not carried out", true, strike_html},
    {"redirect", VALUE_NONE, "redirect", "307 to /sandbox/trap, which counts who follows it; not carried out", true,
     strike_redirect},
};
const size_t fault_kind_count = ARRAY_LEN(fault_kinds);

/* Digits only, at most `high`. */
static bool parse_number(const char *text, long high, long *value)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*value = strtol(text, &end, 10);
	return !errno && !*end && *value <= high;
}

/* Seconds with up to three decimals, as milliseconds. */
static bool parse_seconds(const char *text, long *value)
{
	char whole[16];
	const char *point = strchrnul(text, '.');
	size_t decimals = *point ? strlen(point + 1) : 0;
	long fraction = 0;

	if (point - text >= (ptrdiff_t)sizeof(whole) || decimals > 3 || (*point && !decimals))
		return false;
	snprintf(whole, sizeof(whole), "%.*s", (int)(point - text), text);
	if (!parse_number(whole, 86400, value) || (decimals && !parse_number(point + 1, 999, &fraction)))
		return false;
	for (size_t i = decimals; i < 3; i++)
		fraction *= 10;
	*value = *value * 1000 + fraction;
	return true;
}

static bool parse_value(enum fault_value type, const char *text, long *value)
{
	switch (type) {
	case VALUE_STATUS:
		return text && parse_number(text, 599, value) && *value >= 400;
	case VALUE_MS:
		return text && parse_number(text, DELAY_MAX_MS, value);
	case VALUE_SECONDS:
		return text && parse_seconds(text, value);
	case VALUE_NONE:
		break;
	}
	*value = 0;
	return !text;
}

int fault_kind_parse(const char *text, const struct fault_kind **kind, long *value, struct error *err)
{
	const char *colon = strchrnul(text, ':');
	bool number = !*colon && *text >= '0' && *text <= '9';

	for (size_t i = 0; i < fault_kind_count; i++) {
		const struct fault_kind *known = &fault_kinds[i];
		bool named = strlen(known->name) == (size_t)(colon - text) &&
			     !strncmp(known->name, text, (size_t)(colon - text));

		if (known->value == VALUE_STATUS ? !number : (!named || number))
			continue;
		if (!parse_value(known->value, number ? text : (*colon ? colon + 1 : NULL), value))
			return error_set(err, ERROR_USAGE, "'%s' is not of the form %s", text, known->usage);
		*kind = known;
		return 0;
	}
	error_set(err, ERROR_USAGE, "no kind '%s'", text);
	return error_hint(err, "'discred sandbox --help' lists the kinds");
}
