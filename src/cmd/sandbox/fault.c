#include "cmd/sandbox/fault.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/opt.h"
#include "cmd/sandbox/limit.h"

enum { HUGE_BODY = 1024 * 1024 + 4096, DELAY_MAX_MS = 600000, FAULTS_MAX = 256 };

const char *const endpoint_names[ENDPOINTS] = {
    [ENDPOINT_AUTHORIZE] = "authorize",
    [ENDPOINT_CONSENT] = "consent",
    [ENDPOINT_TOKEN] = "token",
    [ENDPOINT_REVOKE] = "revoke",
    [ENDPOINT_ME] = "me",
    [ENDPOINT_USERS] = "users",
    [ENDPOINT_CHANNEL] = "channel",
    [ENDPOINT_MESSAGES] = "messages",
    [ENDPOINT_POST] = "post",
    [ENDPOINT_GUILDS] = "guilds",
    [ENDPOINT_GUILD] = "guild",
    [ENDPOINT_ROLES] = "roles",
    [ENDPOINT_MEMBER] = "member",
    [ENDPOINT_CHANNELS] = "channels",
    [ENDPOINT_APPLICATION] = "application",
    [ENDPOINT_CHANGE] = "change",
    [ENDPOINT_WEBHOOK] = "webhook",
    [ENDPOINT_GATEWAY] = "gateway",
    [ENDPOINT_TRAP] = "trap",
};

enum fault_value { VALUE_NONE, VALUE_STATUS, VALUE_MS, VALUE_SECONDS };

struct fault_kind {
	const char *name; /* "" for the kind that is a bare status */
	enum fault_value value;
	const char *usage;
	const char *help;
	bool replaces; /* the request is not carried out */
	void (*strike)(struct answer *answer, long value, int64_t now);
};

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

static const struct fault_kind fault_kinds[] = {
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

/* Reads "503", "cut", "delay:500", "429:1.5". ERROR_USAGE. */
static int parse_kind(const char *text, const struct fault_kind **kind, long *value, struct error *err)
{
	const char *colon = strchrnul(text, ':');
	bool number = !*colon && *text >= '0' && *text <= '9';

	for (size_t i = 0; i < ARRAY_LEN(fault_kinds); i++) {
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

static int parse_endpoint(const char *spec, size_t len, enum endpoint *endpoint, struct error *err)
{
	for (unsigned i = 0; i < ENDPOINTS; i++) {
		if (strlen(endpoint_names[i]) == len && !strncmp(endpoint_names[i], spec, len)) {
			*endpoint = (enum endpoint)i;
			return 0;
		}
	}
	error_set(err, ERROR_USAGE, "fault '%s': no endpoint '%.*s'", spec, (int)len, spec);
	return error_hint(err,
			  "endpoints are authorize, consent, token, revoke, me, users, channel, messages, post, "
			  "guilds, guild, roles, member, channels, application, change, webhook, gateway and trap");
}

/* One count of at least 1; moves `next` behind it. */
static bool parse_count(const char **next, unsigned long *count)
{
	char *end;

	if (**next < '1' || **next > '9')
		return false;
	errno = 0;
	*count = strtoul(*next, &end, 10);
	*next = end;
	return !errno && *count < ULONG_MAX / 2;
}

static bool parse_range(const char *text, size_t len, unsigned long base, struct fault *fault)
{
	const char *next = text;
	const char *end = text + len;

	if (*next == '+')
		next++;
	else
		base = 0;
	if (*next == '*') {
		fault->first = base + 1;
		fault->last = ULONG_MAX;
		return next + 1 == end;
	}
	if (!parse_count(&next, &fault->first))
		return false;
	fault->last = fault->first;
	if (*next == '-' && (next++, !parse_count(&next, &fault->last)))
		return false;
	if (next != end || fault->last < fault->first)
		return false;
	fault->first += base;
	fault->last += base;
	return true;
}

static int parse(const char *spec, const unsigned long *counts, struct fault *fault, struct error *err)
{
	const char *colon = strchr(spec, ':');
	const char *equals = colon ? strchr(colon, '=') : NULL;

	if (!equals) {
		error_set(err, ERROR_USAGE, "fault '%s' is not of the form ENDPOINT:WHICH=KIND", spec);
		return error_hint(err, "for example token:2=503");
	}
	if (parse_endpoint(spec, (size_t)(colon - spec), &fault->endpoint, err) < 0)
		return -1;
	if (!parse_range(colon + 1, (size_t)(equals - colon - 1), counts[fault->endpoint], fault)) {
		error_set(err, ERROR_USAGE, "fault '%s': '%.*s' names no requests", spec, (int)(equals - colon - 1),
			  colon + 1);
		return error_hint(err, "write a number, a range such as 2-5, or *; '+' before it counts from now on");
	}
	if (parse_kind(equals + 1, &fault->kind, &fault->value, err) < 0)
		return error_prefix(err, "fault '%s'", spec);
	return 0;
}

int fault_add(struct fault_list *list, const char *spec, const unsigned long counts[static ENDPOINTS],
	      struct error *err)
{
	struct fault fault = {.endpoint = ENDPOINT_NONE};

	if (list->count >= FAULTS_MAX)
		return error_set(err, ERROR_USAGE, "more than %d faults", FAULTS_MAX);
	if (parse(spec, counts, &fault, err) < 0)
		return -1;
	list->item = xgrow(list->item, list->count, sizeof(*list->item));
	list->item[list->count++] = fault;
	return 0;
}

void fault_clear(struct fault_list *list)
{
	free(list->item);
	*list = (struct fault_list){.item = NULL, .count = 0};
}

void fault_print_kinds(FILE *out)
{
	for (size_t i = 0; i < ARRAY_LEN(fault_kinds); i++)
		opt_print_row(out, 21, fault_kinds[i].usage, fault_kinds[i].help);
}

bool fault_strike(const struct fault_list *list, enum endpoint endpoint, unsigned long count, int64_t now,
		  struct answer *answer)
{
	bool replaced = false;

	for (size_t i = 0; i < list->count; i++) {
		const struct fault *fault = &list->item[i];

		if (fault->endpoint != endpoint || count < fault->first || count > fault->last)
			continue;
		if (fault->kind->replaces && replaced)
			continue;
		fault->kind->strike(answer, fault->value, now);
		replaced = replaced || fault->kind->replaces;
	}
	return replaced;
}
