#include "discred/http_try.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "discred/clock.h"
#include "discred/http_trace.h"
#include "discred/memory.h"

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

static bool add_header(struct curl_slist **list, const char *name, const char *value)
{
	struct buf line = BUF_INIT(BUF_REPLY_MAX);
	struct curl_slist *longer = NULL;

	buf_printf(&line, "%s: ", name);
	buf_str(&line, value);
	if (buf_ok(&line))
		longer = curl_slist_append(*list, buf_text(&line));
	buf_release(&line);
	if (longer)
		*list = longer;
	return longer != NULL;
}

static bool named(const struct strings *headers, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; headers && i < headers->count; i++)
		if (!strncasecmp(headers->item[i], name, len) && headers->item[i][len] == ':')
			return true;
	return false;
}

static bool add_foreign(struct curl_slist **list, const struct strings *headers)
{
	for (size_t i = 0; headers && i < headers->count; i++) {
		struct curl_slist *longer = curl_slist_append(*list, headers->item[i]);

		if (!longer)
			return false;
		*list = longer;
	}
	return true;
}

static const struct buf *request_body(const struct http_request *request, const char **type)
{
	*type = request->form ? "application/x-www-form-urlencoded" : request->body ? request->body_type : "";
	return request->form ? request->form : request->body;
}

/* What libcurl was set up with in http.c wipes the list's strings when they are freed. */
static bool make_headers(const struct http_request *request, struct curl_slist **list)
{
	const char *type;
	bool good = add_foreign(list, request->headers);

	if (!named(request->headers, "Accept"))
		good = good && add_header(list, "Accept", "application/json");
	/* Without a value: the header is left out. A server that waits for "100 Continue" would only delay us. */
	good = good && add_header(list, "Expect", "");
	(void)request_body(request, &type);
	good = good && add_header(list, "Content-Type", type);
	if (request->authorization)
		good = good && add_header(list, "Authorization", buf_text(request->authorization));
	return good;
}

#define SET(option, value) (curl_easy_setopt(curl, CURLOPT_##option, value) == CURLE_OK)

/* No connection is kept, so none can turn out to be dead, which is what libcurl would repeat a request for. */
static bool set_reach(CURL *curl, const struct http_settings *settings, const struct url *url)
{
	if (url_is_loopback(url) && !(SET(PROXY, "") && SET(NOPROXY, "*")))
		return false;
	return SET(PROTOCOLS_STR, url->tls ? "https" : "http") && SET(FOLLOWLOCATION, 0L) &&
	       SET(SUPPRESS_CONNECT_HEADERS, 1L) && SET(FRESH_CONNECT, 1L) && SET(FORBID_REUSE, 1L) &&
	       SET(CONNECTTIMEOUT_MS, (long)settings->connect_ms) && SET(TIMEOUT_MS, (long)settings->total_ms) &&
	       SET(NOSIGNAL, 1L);
}

static bool set_trust(CURL *curl, const struct http_settings *settings)
{
	/* Without the second, the system's directory would be trusted besides. */
	if (settings->ca_file && !(SET(CAINFO, settings->ca_file) && SET(CAPATH, NULL)))
		return false;
	return SET(SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) && SET(PROXY_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
	       SET(SSL_VERIFYPEER, 1L) && SET(SSL_VERIFYHOST, 2L);
}

static bool set_body(CURL *curl, const struct http_request *request)
{
	const char *type;
	const struct buf *body = request_body(request, &type);

	if (!strcmp(request->method, "GET"))
		return SET(HTTPGET, 1L);
	if (!body && !strcmp(request->method, "DELETE"))
		return SET(HTTPGET, 1L) && SET(CUSTOMREQUEST, request->method);
	return SET(POST, 1L) && SET(POSTFIELDS, body ? buf_text(body) : "") &&
	       SET(POSTFIELDSIZE_LARGE, (curl_off_t)(body ? body->len : 0)) && SET(CUSTOMREQUEST, request->method);
}

/* HTTP/2 is left out: a server may refuse a stream there, and libcurl would repeat the request without telling. */
static bool set_request(CURL *curl, const struct http_settings *settings, const struct http_request *request,
			struct curl_slist *headers)
{
	return SET(URL, request->url) && SET(HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) &&
	       SET(USERAGENT, settings->user_agent) && SET(HTTPHEADER, headers) &&
	       SET(HEADEROPT, (long)CURLHEADER_SEPARATE) && set_body(curl, request);
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
	if (!curl || !make_headers(request, &headers) || !set_reach(curl, settings, url) ||
	    !set_trust(curl, settings) || !set_request(curl, settings, request, headers) ||
	    !set_callbacks(curl, &transfer)) {
		error_set(err, ERROR_BUG, "libcurl %s cannot be set up", LIBCURL_VERSION);
		goto out;
	}
	http_tell_request(settings, request, url);
	begun = clock_ms();
	code = curl_easy_perform(curl);
	if (code == CURLE_OK) {
		take_reply(curl, now, reply);
		outcome = HTTP_ANSWERED;
	} else {
		buf_release(&reply->body);
		outcome = explain(curl, code, &transfer, !strcmp(request->method, "GET"), settings, err);
	}
	http_tell_outcome(request, url, outcome, reply, clock_ms() - begun, err);
out:
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	return outcome;
}
