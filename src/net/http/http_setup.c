#include "net/http/http_setup.h"

#include <string.h>
#include <strings.h>

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

bool http_setup(CURL *curl, const struct http_settings *settings, const struct http_request *request,
		const struct url *url, struct curl_slist **headers)
{
	return make_headers(request, headers) && set_reach(curl, settings, url) && set_trust(curl, settings) &&
	       set_request(curl, settings, request, *headers);
}
