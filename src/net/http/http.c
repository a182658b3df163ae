#include "net/http/http.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/signals.h"
#include "base/url.h"
#include "base/wiping.h"
#include "core/output/json.h"
#include "net/http/http_retry.h"
#include "net/http/http_trace.h"
#include "net/http/http_try.h"

static bool has_control(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			return true;
	return false;
}

/* Of headers from outside: nothing that ends the header, and no second credential. */
static int check_headers(const struct strings *headers, struct error *err)
{
	static const char credential[] = "authorization:";

	for (size_t i = 0; headers && i < headers->count; i++) {
		const char *header = headers->item[i];

		if (has_control(header, strlen(header)))
			return error_set(err, ERROR_USAGE, "a header holds a control byte");
		if (!strncasecmp(header, credential, sizeof(credential) - 1))
			return error_set(err, ERROR_USAGE, "a header cannot be Authorization");
	}
	return 0;
}

/* What must not reach libcurl: another scheme, plain http to the outside, a second header smuggled in a first. */
static int check_request(const struct http_settings *settings, const struct http_request *request, struct url *url,
			 struct error *err)
{
	if (url_parse(url, request->url, err) < 0) {
		err->code = ERROR_CONFIG;
		return -1;
	}
	if (!url->tls && !url_is_loopback(url)) {
		error_set(err, ERROR_CONFIG, "'%s' must be reached by https: plain http goes to a loopback host only",
			  url->authority);
		return error_hint(err, "write https:// in the profile's URL");
	}
	if (has_control(settings->user_agent, strlen(settings->user_agent)))
		return error_set(err, ERROR_CONFIG, "the User-Agent holds a control byte");
	if (request->authorization && has_control(buf_text(request->authorization), request->authorization->len))
		return error_set(err, ERROR_CONFIG, "the credential holds a control byte, so it cannot be sent");
	return check_headers(request->headers, err);
}

/* libcurl counts these calls, and only the first does anything. Its memory and jansson's will hold secrets. */
static int set_up(struct error *err)
{
	CURLcode code = curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, wiping_free, wiping_realloc, strdup, calloc);

	json_wipe_on_free();
	/* Else jansson would fetch its seed in the moment in which an answer has come and is not stored yet. */
	json_object_seed(0);
	if (code != CURLE_OK)
		return error_set(err, ERROR_SYS, "libcurl does not start: %s", curl_easy_strerror(code));
	return 0;
}

static uint32_t jitter(void)
{
	uint32_t random = 0;

	/* Not a secret: without a generator every wait is merely the shortest. */
	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
		return 0;
	return random;
}

static int try_until_done(const struct http_settings *settings, const struct http_request *request,
			  const struct url *url, struct http_reply *reply, struct error *err)
{
	struct http_attempt attempt = {
	    .repeatable = request->repeatable || !strcmp(request->method, "GET"),
	    .once = request->once,
	    .patience_ms = settings->patience_ms,
	    .backoff_ms = settings->backoff_ms,
	};
	bool sent = false;

	for (;;) {
		int64_t wait;

		attempt.outcome = http_try(settings, request, url, clock_now(), reply, err);
		attempt.tries++;
		attempt.status = reply->status;
		attempt.limited += attempt.outcome == HTTP_ANSWERED && reply->status == 429;
		attempt.retry_after_ms = reply->retry_after_ms;
		attempt.random = jitter();
		sent = sent || (reply->sent && reply->status != 429);
		wait = http_retry_wait(&attempt);
		if (wait < 0)
			break;
		/* Told once: all waits are within a minute. */
		if (reply->status == 429 && attempt.limited == 1)
			http_log_wait(wait);
		log_detail("waiting %" PRId64 " ms before trying again", wait);
		attempt.waited_ms += wait;
		if (!signals_sleep_ms(wait))
			break;
	}
	reply->sent = sent;
	return attempt.outcome == HTTP_ANSWERED ? 0 : -1;
}

int http_perform(const struct http_settings *settings, const struct http_request *request, struct http_reply *reply,
		 struct error *err)
{
	struct url url = URL_INIT;
	/* libcurl is told to leave signals alone, so a peer that goes away must not end us here either. */
	struct sigaction before;
	int result = -1;

	http_reply_release(reply);
	if (check_request(settings, request, &url, err) < 0 || set_up(err) < 0)
		goto out;
	signals_ignore_pipe(&before);
	result = try_until_done(settings, request, &url, reply, err);
	signals_heed_pipe(&before);
out:
	url_release(&url);
	return result;
}
