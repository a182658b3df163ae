#include "net/http/http_retry.h"

#include <curl/curl.h>
#include <string.h>

#include "core/output/json.h"

/* From half to the whole of the wait, so that clients that failed together come back apart. */
static int64_t backoff(const struct http_attempt *attempt)
{
	int64_t wait = attempt->backoff_ms < HTTP_WAIT_MAX_MS ? attempt->backoff_ms : HTTP_WAIT_MAX_MS;

	if (wait < 0)
		wait = 0;
	wait <<= attempt->tries - 1;
	return wait - wait / 2 + (int64_t)attempt->random % (wait / 2 + 1);
}

static int64_t named_wait(const struct http_attempt *attempt)
{
	return attempt->retry_after_ms + (int64_t)(attempt->random % HTTP_RATE_JITTER_MS);
}

static int64_t answered_wait(const struct http_attempt *attempt)
{
	int64_t own = backoff(attempt);

	if (attempt->status != 429 && (attempt->status < 500 || attempt->once))
		return -1;
	if (attempt->retry_after_ms < 0)
		return own;
	/* Told to come back at once by a server that is failing, we still hold back a little. */
	if (attempt->status >= 500 && attempt->retry_after_ms < own)
		return own;
	return named_wait(attempt);
}

static bool may_try(const struct http_attempt *attempt)
{
	bool limited = attempt->outcome == HTTP_ANSWERED && attempt->status == 429;

	return attempt->tries < HTTP_LIMITED_MAX && (limited || attempt->tries - attempt->limited < HTTP_TRIES_MAX);
}

int64_t http_retry_wait(const struct http_attempt *attempt)
{
	int64_t limit = attempt->patience_ms < HTTP_WAIT_MAX_MS ? attempt->patience_ms : HTTP_WAIT_MAX_MS;
	int64_t wait = -1;

	if (attempt->tries < 1 || !may_try(attempt))
		return -1;
	switch (attempt->outcome) {
	case HTTP_ANSWERED:
		wait = answered_wait(attempt);
		break;
	case HTTP_UNSENT:
		wait = backoff(attempt);
		break;
	case HTTP_LOST:
		wait = attempt->repeatable ? backoff(attempt) : -1;
		break;
	case HTTP_HOPELESS:
		break;
	}
	return wait <= limit - attempt->waited_ms ? wait : -1;
}

static int64_t at_most_a_day(int64_t ms)
{
	return ms < HTTP_RETRY_AFTER_MAX_MS ? ms : HTTP_RETRY_AFTER_MAX_MS;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* By hand: strtod would take "nan", "inf", "0x1p9" and a sign, and would look at the locale. */
static int64_t parse_seconds(const char *text)
{
	const char *c = text + strspn(text, " \t");
	bool rest = false;
	int64_t ms = 0;

	if (!is_digit(*c))
		return -1;
	for (; is_digit(*c); c++)
		ms = at_most_a_day(ms * 10 + (*c - '0') * 1000);
	if (*c == '.')
		c++;
	for (int64_t unit = 100; is_digit(*c); c++, unit /= 10) {
		ms += (*c - '0') * unit;
		rest = rest || (!unit && *c != '0');
	}
	if (c[strspn(c, " \t")])
		return -1;
	return at_most_a_day(ms + rest);
}

/* An HTTP date begins with the name of a day in all of its three forms (RFC 9110 section 5.6.7). */
static int64_t parse_date(const char *text, int64_t now)
{
	time_t when;

	text += strspn(text, " \t");
	if (!strchr("MTWFS", *text) || !*text)
		return -1;
	when = curl_getdate(text, NULL);
	if (when < 0)
		return -1;
	if (when <= now)
		return 0;
	return when - now > HTTP_RETRY_AFTER_MAX_MS / 1000 ? HTTP_RETRY_AFTER_MAX_MS : (when - now) * 1000;
}

static int64_t parse_body(const struct buf *body)
{
	json_t *object = json_parse_object(body);
	const json_t *member = json_object_get(object, "retry_after");
	double seconds = json_is_number(member) ? json_number_value(member) : -1;
	int64_t ms = -1;

	if (seconds * 1000 >= (double)HTTP_RETRY_AFTER_MAX_MS) {
		ms = HTTP_RETRY_AFTER_MAX_MS;
	} else if (seconds >= 0) {
		ms = (int64_t)(seconds * 1000);
		if ((double)ms < seconds * 1000)
			ms++;
	}
	json_decref(object);
	return ms;
}

/* Cloudflare's page for a client that it has banned for its rate. */
static bool is_banned(const struct buf *body)
{
	static const char mark[] = "error code: 1015";
	static const char title[] = "Error 1015";

	return memmem(buf_text(body), body->len, mark, strlen(mark)) ||
	       memmem(buf_text(body), body->len, title, strlen(title));
}

int64_t http_retry_after(const char *retry_after, const char *reset_after, const struct buf *body, int64_t now)
{
	int64_t ms = -1;

	if (retry_after)
		ms = parse_seconds(retry_after);
	if (retry_after && ms < 0)
		ms = parse_date(retry_after, now);
	if (reset_after && ms < 0)
		ms = parse_seconds(reset_after);
	if (body && ms < 0)
		ms = parse_body(body);
	if (body && ms < 0 && is_banned(body))
		ms = HTTP_BANNED_MS;
	return ms;
}
