#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "net/http/http_try.h"

/* In our own words where libcurl's are about itself. Its error buffer is not used: it may quote a proxy's password. */
static const struct {
	CURLcode code;
	const char *text;
} causes[] = {
    {CURLE_COULDNT_RESOLVE_HOST, "could not resolve host"},
    {CURLE_COULDNT_RESOLVE_PROXY, "could not use the proxy that the environment names"},
    {CURLE_COULDNT_CONNECT, "could not connect"},
    {CURLE_OPERATION_TIMEDOUT, "timed out"},
    {CURLE_SSL_CONNECT_ERROR, "the TLS handshake failed"},
    {CURLE_GOT_NOTHING, "the connection was closed"},
    {CURLE_SEND_ERROR, "the connection broke"},
    {CURLE_RECV_ERROR, "the connection broke"},
    {CURLE_PARTIAL_FILE, "the answer was cut off"},
    {CURLE_WEIRD_SERVER_REPLY, "the answer is not HTTP"},
    {CURLE_UNSUPPORTED_PROTOCOL, "the answer is not HTTP"},
};

static void describe(const struct http_failure *failure, char *text, size_t size)
{
	const char *words = curl_easy_strerror((CURLcode)failure->code);

	for (size_t i = 0; i < ARRAY_LEN(causes); i++)
		if (causes[i].code == (CURLcode)failure->code)
			words = causes[i].text;
	if (failure->code == CURLE_COULDNT_CONNECT && failure->os_error)
		words = strerror((int)failure->os_error);
	snprintf(text, size, "%s", words);
	if (text[0] >= 'A' && text[0] <= 'Z' && !(text[1] >= 'A' && text[1] <= 'Z'))
		text[0] = (char)(text[0] - 'A' + 'a');
}

static enum http_outcome untrusted(const struct http_failure *failure, struct error *err)
{
	error_set(err, ERROR_CONFIG, "the certificate of '%s' cannot be verified", failure->host);
	if (failure->ca_file)
		error_hint(err, "it must be for this name, in date, and signed by an authority in ca_file '%s'",
			   failure->ca_file);
	else
		error_hint(err, "it must be for this name, in date, and signed by an authority that the system knows; "
				"ca_file names one of your own");
	return HTTP_HOPELESS;
}

static enum http_outcome refused_by_proxy(const struct http_failure *failure, struct error *err)
{
	error_set(err, ERROR_CONFIG, "the proxy does not let us reach '%s': it answered %ld", failure->host,
		  failure->proxy_status);
	error_hint(err, "check https_proxy and no_proxy in the environment");
	return HTTP_HOPELESS;
}

static enum http_outcome too_large(const struct http_failure *failure, struct error *err)
{
	error_set(err, ERROR_TEMP, "the answer of '%s' is larger than %zu MiB and was not read", failure->host,
		  failure->reply_max >> 20);
	error_hint(err, "it is not from the API: check api_base, and what stands between here and there");
	return HTTP_HOPELESS;
}

static enum http_outcome lost(const struct http_failure *failure, const char *cause, struct error *err)
{
	if (failure->repeatable) {
		error_set(err, ERROR_TEMP, "no answer from '%s': %s", failure->host, cause);
		return HTTP_LOST;
	}
	error_set(err, ERROR_TEMP, "no answer from '%s': %s; the request was sent and may have been carried out",
		  failure->host, cause);
	error_hint(err, "it is not repeated by itself: see what became of it, then try again");
	return HTTP_LOST;
}

enum http_outcome http_failure(const struct http_failure *failure, struct error *err)
{
	char cause[128];

	if (failure->too_large)
		return too_large(failure, err);
	if (failure->code == CURLE_PEER_FAILED_VERIFICATION)
		return untrusted(failure, err);
	if (failure->code == CURLE_SSL_CACERT_BADFILE) {
		error_set(err, ERROR_CONFIG, "ca_file '%s' cannot be used", failure->ca_file ? failure->ca_file : "");
		error_hint(err, "it must be readable and hold certificates in PEM form");
		return HTTP_HOPELESS;
	}
	if (!failure->sent && failure->proxy_status >= 400 && failure->proxy_status < 500)
		return refused_by_proxy(failure, err);
	describe(failure, cause, sizeof(cause));
	if (failure->sent)
		return lost(failure, cause, err);
	error_set(err, ERROR_TEMP, "cannot reach '%s': %s", failure->host, cause);
	return HTTP_UNSENT;
}
