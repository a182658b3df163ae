#include "net/http/http_try.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "net/http/http_setup.h"
#include "net/http/http_trace.h"

/* What the callbacks write to. */
struct transfer {
	CURL *curl;
	struct http_reply *reply;
	size_t header_bytes;
	bool too_large;
};

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
	struct transfer *transfer = context;

	buf_add(&transfer->reply->body, bytes, size * count);
	transfer->too_large = !buf_ok(&transfer->reply->body);
	return transfer->too_large ? 0 : size * count;
}

/* libcurl keeps the headers itself, and would keep any number of them. */
static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
	struct transfer *transfer = context;

	(void)bytes;
	transfer->header_bytes += size * count;
	transfer->too_large = transfer->header_bytes > BUF_REPLY_MAX;
	return transfer->too_large ? 0 : size * count;
}

static int about_to_send(void *context, char *peer, char *local, int peer_port, int local_port)
{
	struct transfer *transfer = context;

	(void)peer;
	(void)local;
	(void)peer_port;
	(void)local_port;
	transfer->reply->reached = true;
	transfer->reply->sent = true;
	transfer->reply->tls = http_tls_version(transfer->curl);
	return CURL_PREREQFUNC_OK;
}

static bool set_callbacks(CURL *curl, struct transfer *transfer)
{
	return SET(PREREQFUNCTION, about_to_send) && SET(PREREQDATA, transfer) && SET(HEADERFUNCTION, take_header) &&
	       SET(HEADERDATA, transfer) && SET(WRITEFUNCTION, take_body) && SET(WRITEDATA, transfer);
}

static void take_headers(CURL *curl, struct strings *headers)
{
	struct curl_header *header = NULL;

	while ((header = curl_easy_nextheader(curl, CURLH_HEADER, -1, header))) {
		strings_add(headers, header->name);
		strings_add(headers, header->value);
	}
}

static void take_reply(CURL *curl, int64_t now, struct http_reply *reply)
{
	const char *type;
	const char *after;
	long status = 0;

	take_headers(curl, &reply->headers);
	type = http_reply_header(reply, "Content-Type");
	after = http_reply_header(reply, "Retry-After");
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	reply->status = (int)status;
	reply->content_type = xstrdup(type ? type : "");
	/* Every reply tells of its rate-limit bucket; only with 429 it is why we were turned away. */
	if (status == 429)
		reply->retry_after_ms =
		    http_retry_after(after, http_reply_header(reply, "X-RateLimit-Reset-After"), &reply->body, now);
	else if (status >= 500)
		reply->retry_after_ms = http_retry_after(after, NULL, NULL, now);
}

/* What came of the way to the server, when the request was not sent. */
static void take_stage(CURL *curl, CURLcode code, long proxy_status, struct http_reply *reply)
{
	long connections = 0;

	curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &connections);
	reply->reached = reply->sent || (connections > 0 && (!proxy_status || proxy_status / 100 == 2));
	if (code == CURLE_PEER_FAILED_VERIFICATION)
		reply->distrust = http_tls_distrust(curl);
}

static enum http_outcome explain(CURL *curl, CURLcode code, const struct transfer *transfer, bool repeatable,
				 const struct http_settings *settings, struct error *err)
{
	struct http_failure failure = {
	    .code = (int)code,
	    .sent = transfer->reply->sent,
	    .repeatable = repeatable,
	    .too_large = transfer->too_large,
	    .host = transfer->reply->host,
	    .reply_max = settings->reply_max,
	    .ca_file = settings->ca_file,
	};

	curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &failure.os_error);
	curl_easy_getinfo(curl, CURLINFO_HTTP_CONNECTCODE, &failure.proxy_status);
	take_stage(curl, code, failure.proxy_status, transfer->reply);
	return http_failure(&failure, err);
}

enum http_outcome http_try(const struct http_settings *settings, const struct http_request *request,
			   const struct url *url, int64_t now, struct http_reply *reply, struct error *err)
{
	CURL *curl = curl_easy_init();
	struct transfer transfer = {.curl = curl, .reply = reply};
	enum http_outcome outcome = HTTP_HOPELESS;
	struct curl_slist *headers = NULL;
	int64_t begun;
	CURLcode code;

	http_reply_release(reply);
	reply->body.max = settings->reply_max;
	reply->host = xstrdup(url->authority);
	if (!curl || !http_setup(curl, settings, request, url, &headers) || !set_callbacks(curl, &transfer)) {
		error_set(err, ERROR_BUG, "libcurl %s cannot be set up", LIBCURL_VERSION);
		goto out;
	}
	http_log_request(settings, request, url);
	begun = clock_ms();
	code = curl_easy_perform(curl);
	if (code == CURLE_OK) {
		take_reply(curl, now, reply);
		outcome = HTTP_ANSWERED;
	} else {
		buf_release(&reply->body);
		outcome = explain(curl, code, &transfer, !strcmp(request->method, "GET"), settings, err);
	}
	http_log_outcome(request, url, outcome, reply, clock_ms() - begun, err);
out:
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	return outcome;
}
