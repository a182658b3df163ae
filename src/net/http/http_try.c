#include "net/http/http_try.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/trust.h"
#include "net/http/http_trace.h"
#include "net/http/proxy.h"

/* Whether libcurl took an option; `curl` is in scope where it stands. */
#define SET(option, value) (curl_easy_setopt(curl, CURLOPT_##option, value) == CURLE_OK)

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

static bool has_parts(const struct http_request *request)
{
	return request->part_count && !request->form && !request->body;
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
	/* The type of a body of parts holds their boundary, which libcurl chooses. */
	if (!has_parts(request))
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
	       SET(CONNECTTIMEOUT_MS, (long)settings->connect_ms) && SET(NOSIGNAL, 1L);
}

/* The files of TLS, open; -1: there is none, or it could not be opened. */
struct tls_files {
	int ca;
	int cert;
	int key;
};

/* An open file is read by this name, whatever has its own by then; one that could not be opened (-1) fails. */
static void name_open(char name[static 64], int fd)
{
	snprintf(name, 64, "/proc/self/fd/%d", fd);
}

static bool set_client(CURL *curl, const struct http_settings *settings, const struct tls_files *files)
{
	char cert[64];
	char key[64];

	name_open(cert, files->cert);
	name_open(key, files->key);
	return !settings->cert_file || (SET(SSLCERT, cert) && SET(SSLKEY, key));
}

static bool set_trust(CURL *curl, const struct http_settings *settings, const struct tls_files *files)
{
	char name[64];

	name_open(name, files->ca);
	/* Without the second, the system's directory would be trusted besides. */
	if (settings->ca_file && !(SET(CAINFO, name) && SET(CAPATH, NULL)))
		return false;
	if (!set_client(curl, settings, files))
		return false;
	return SET(SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) && SET(PROXY_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
	       SET(SSL_VERIFYPEER, 1L) && SET(SSL_VERIFYHOST, 2L);
}

static bool add_part(curl_mime *mime, const struct http_part *from)
{
	curl_mimepart *part = curl_mime_addpart(mime);

	return part && curl_mime_name(part, from->name) == CURLE_OK &&
	       curl_mime_data(part, buf_text(from->data), from->data->len) == CURLE_OK &&
	       (!from->filename || curl_mime_filename(part, from->filename) == CURLE_OK) &&
	       (!from->type || curl_mime_type(part, from->type) == CURLE_OK);
}

/* The mime is the caller's to free, after the handle. */
static bool set_parts(CURL *curl, const struct http_request *request, curl_mime **mime)
{
	*mime = curl_mime_init(curl);
	for (size_t i = 0; *mime && i < request->part_count; i++)
		if (!add_part(*mime, &request->parts[i]))
			return false;
	return *mime && SET(MIMEPOST, *mime) && SET(CUSTOMREQUEST, request->method);
}

static bool set_body(CURL *curl, const struct http_request *request, curl_mime **mime)
{
	const char *type;
	const struct buf *body = request_body(request, &type);

	if (!strcmp(request->method, "GET"))
		return SET(HTTPGET, 1L);
	if (has_parts(request))
		return set_parts(curl, request, mime);
	if (!body && !strcmp(request->method, "DELETE"))
		return SET(HTTPGET, 1L) && SET(CUSTOMREQUEST, request->method);
	return SET(POST, 1L) && SET(POSTFIELDS, body ? buf_text(body) : "") &&
	       SET(POSTFIELDSIZE_LARGE, (curl_off_t)(body ? body->len : 0)) && SET(CUSTOMREQUEST, request->method);
}

/* HTTP/2 is left out: a server may refuse a stream there, and libcurl would repeat the request without telling. */
static bool set_request(CURL *curl, const struct http_settings *settings, const struct http_request *request,
			struct curl_slist *headers, curl_mime **mime)
{
	/* What is not asked for is decoded all the same. */
	return SET(URL, request->url) && SET(HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) &&
	       (!request->watch || SET(ACCEPT_ENCODING, "identity")) && SET(USERAGENT, settings->user_agent) &&
	       SET(HTTPHEADER, headers) && SET(HEADEROPT, (long)CURLHEADER_SEPARATE) && set_body(curl, request, mime);
}

static bool set_up(CURL *curl, const struct http_settings *settings, const struct http_request *request,
		   const struct url *url, const struct tls_files *files, struct curl_slist **headers, curl_mime **mime)
{
	return make_headers(request, headers) && set_reach(curl, settings, url) && set_trust(curl, settings, files) &&
	       set_request(curl, settings, request, *headers, mime);
}

/*
 * What the TLS library tells of a connection, through libcurl's handle: the version, while the connection stands, and
 * after a certificate was refused, why. Only GnuTLS is asked, the one that discred is linked with itself; NULL for
 * others, and for what it does not tell.
 */
/* libcurl may have been built with another library than this one. */
static bool speaks_gnutls(void)
{
	const char *library = curl_version_info(CURLVERSION_NOW)->ssl_version;

	return library && !strncmp(library, "GnuTLS", 6);
}

static const char *tls_version(CURL *curl)
{
	const struct curl_tlssessioninfo *info = NULL;

	if (curl_easy_getinfo(curl, CURLINFO_TLS_SSL_PTR, &info) != CURLE_OK || !info ||
	    info->backend != CURLSSLBACKEND_GNUTLS || !info->internals)
		return NULL;
	return gnutls_protocol_get_name(gnutls_protocol_get_version(info->internals));
}

/* By whom: CURLINFO_SSL_VERIFYRESULT for the server's certificate, CURLINFO_PROXY_SSL_VERIFYRESULT for the proxy's. */
static const char *tls_distrust(CURL *curl, CURLINFO whose)
{
	static const struct {
		unsigned status;
		const char *words;
	} reasons[] = {
	    {GNUTLS_CERT_NOT_ACTIVATED, "it is not valid yet by this machine's clock"},
	    {GNUTLS_CERT_EXPIRED, "it has expired by this machine's clock"},
	    {GNUTLS_CERT_REVOKED, "it was revoked"},
	    {GNUTLS_CERT_SIGNER_NOT_FOUND, "nobody known has signed it"},
	    {GNUTLS_CERT_SIGNER_NOT_CA, "who signed it is no authority"},
	    {GNUTLS_CERT_INSECURE_ALGORITHM, "it is signed by an algorithm that is no longer safe"},
	};
	long status = 0;

	if (!speaks_gnutls() || curl_easy_getinfo(curl, whose, &status) != CURLE_OK || status < 0)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
		if ((unsigned long)status & reasons[i].status)
			return reasons[i].words;
	/* The certificate itself is found good before its name is looked at. */
	return status ? NULL : "it is for another name";
}

/* What libcurl tells of a transfer that failed. */
struct failure {
	int code; /* a CURLcode */
	bool sent;
	bool repeatable;
	bool too_large;
	size_t reply_max;
	long os_error;     /* errno of the last connect, 0: none */
	long proxy_status; /* the proxy's answer to CONNECT, 0: none */
	const char *host;
	const struct proxy *proxy; /* that the request goes through; NULL: none */
	const char *ca_file;       /* NULL: the system's */
	const char *distrust;      /* why its certificate was refused; NULL: the TLS library does not tell */
};

/* In our own words where libcurl's are about itself. Its error buffer is not used: it may quote a proxy's password. */
static const struct {
	CURLcode code;
	const char *text;
} causes[] = {
    {CURLE_COULDNT_RESOLVE_HOST, "could not resolve host"},
    {CURLE_COULDNT_RESOLVE_PROXY, "could not resolve its name"},
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

static void describe_cause(const struct failure *failure, char *text, size_t size)
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

/* Whether it was the proxy that failed, or the way to it. What a SOCKS proxy said is told by libcurl's code alone. */
static bool is_of_proxy(const struct failure *failure)
{
	if (!failure->proxy || failure->sent)
		return false;
	return failure->code == CURLE_COULDNT_RESOLVE_PROXY || failure->code == CURLE_COULDNT_CONNECT ||
	       failure->code == CURLE_PROXY || (!failure->proxy->socks && failure->proxy_status / 100 != 2);
}

/* ca_file is for the server: a proxy's certificate is held to the system's authorities. */
static enum http_outcome untrusted(const struct failure *failure, struct error *err)
{
	const char *host = is_of_proxy(failure) ? failure->proxy->authority : failure->host;

	error_set(err, ERROR_TEMP, "the certificate of %s'%s' cannot be verified%s%s",
		  is_of_proxy(failure) ? "the proxy " : "", host ? host : "", failure->distrust ? ": " : "",
		  failure->distrust ? failure->distrust : "");
	if (failure->distrust && strstr(failure->distrust, "clock"))
		error_hint(err, "check this machine's clock ('date'); if it is right, the server has to renew it");
	else if (is_of_proxy(failure))
		error_hint(err, "it must be for this name, in date, and signed by an authority that the system knows");
	else if (failure->ca_file)
		error_hint(err, "it must be for this name, in date, and signed by an authority in ca_file '%s'",
			   failure->ca_file);
	else
		error_hint(err, "it must be for this name, in date, and signed by an authority that the system knows; "
				"ca_file names one of your own");
	return HTTP_HOPELESS;
}

static enum http_outcome no_authorities(const struct failure *failure, struct error *err)
{
	if (failure->ca_file) {
		error_set(err, ERROR_CONFIG, "ca_file '%s' cannot be used", failure->ca_file);
		error_hint(err, "it must be readable and hold certificates in PEM form");
	} else {
		error_set(err, ERROR_SYS, "the certificates of the system's authorities cannot be read");
		error_hint(err, "install them, or name a ca_file in the profile");
	}
	return HTTP_HOPELESS;
}

static enum http_outcome failed_at_proxy(const struct failure *failure, const char *cause, struct error *err)
{
	const struct proxy *proxy = failure->proxy;

	if (!proxy->authority) {
		proxy_error(proxy, err);
		return HTTP_HOPELESS;
	}
	if (!failure->proxy_status && failure->code != CURLE_PROXY) {
		error_set(err, ERROR_TEMP, "cannot reach the proxy '%s': %s", proxy->authority, cause);
		error_hint(err, "see whether the proxy that %s names works", proxy->variable);
		return HTTP_UNSENT;
	}
	if (failure->proxy_status)
		error_set(err, ERROR_TEMP, "the proxy '%s' does not connect us to '%s': it answered %ld",
			  proxy->authority, failure->host, failure->proxy_status);
	else
		error_set(err, ERROR_TEMP, "the proxy '%s' does not connect us to '%s'", proxy->authority,
			  failure->host);
	if (failure->proxy_status == 407)
		error_hint(err, "check the user name and the password in %s", proxy->variable);
	else
		error_hint(err, "check %s and no_proxy in the environment, or ask who runs the proxy", proxy->variable);
	return failure->proxy_status / 100 == 4 ? HTTP_HOPELESS : HTTP_UNSENT;
}

static enum http_outcome too_large(const struct failure *failure, struct error *err)
{
	error_set(err, ERROR_TEMP, "the answer of '%s' is larger than %zu MiB and was not read", failure->host,
		  failure->reply_max >> 20);
	error_hint(err, "it is not from the API: check api_base, and any proxy in between");
	return HTTP_HOPELESS;
}

static enum http_outcome lost(const struct failure *failure, const char *cause, struct error *err)
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

/* Puts the failure into words, and says what may follow. Never HTTP_ANSWERED. */
static enum http_outcome describe_failure(const struct failure *failure, struct error *err)
{
	char cause[128];

	if (failure->too_large)
		return too_large(failure, err);
	if (failure->code == CURLE_PEER_FAILED_VERIFICATION)
		return untrusted(failure, err);
	if (failure->code == CURLE_SSL_CACERT_BADFILE)
		return no_authorities(failure, err);
	describe_cause(failure, cause, sizeof(cause));
	if (failure->sent)
		return lost(failure, cause, err);
	if (is_of_proxy(failure))
		return failed_at_proxy(failure, cause, err);
	error_set(err, ERROR_TEMP, "cannot reach '%s'%s: %s", failure->host, failure->proxy ? " through the proxy" : "",
		  cause);
	return HTTP_UNSENT;
}

/* What the callbacks write to. */
struct transfer {
	CURL *curl;
	const struct http_watch *watch; /* NULL: nobody */
	struct http_reply *reply;
	struct error stopped; /* why the request was not sent: the watch's */
	int64_t sent_at;
	size_t bytes; /* of headers and body */
	size_t header_bytes;
	bool too_large;
	bool complete; /* the watch has what it wants */
};

static int status_of(CURL *curl)
{
	long status = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	return (int)status;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
	struct transfer *transfer = context;
	const struct http_watch *watch = transfer->watch;
	struct buf *body = &transfer->reply->body;

	buf_add(body, bytes, size * count);
	transfer->bytes += size * count;
	transfer->too_large = !buf_ok(body);
	if (!transfer->too_large && watch)
		transfer->complete = watch->received(watch->data, status_of(transfer->curl), body);
	return transfer->too_large || transfer->complete ? 0 : size * count;
}

/* libcurl keeps the headers itself, and would keep any number of them. */
static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
	struct transfer *transfer = context;

	(void)bytes;
	transfer->header_bytes += size * count;
	transfer->bytes += size * count;
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
	transfer->reply->tls = tls_version(transfer->curl);
	if (transfer->watch && transfer->watch->sending(transfer->watch->data, &transfer->stopped) < 0)
		return CURL_PREREQFUNC_ABORT;
	transfer->reply->sent = true;
	transfer->sent_at = clock_ms();
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

	take_headers(curl, &reply->headers);
	type = http_reply_header(reply, "Content-Type");
	after = http_reply_header(reply, "Retry-After");
	reply->status = status_of(curl);
	reply->content_type = xstrdup(type ? type : "");
	/* Every reply tells of its rate-limit bucket; only with 429 it is why we were turned away. */
	if (reply->status == 429)
		reply->retry_after_ms =
		    http_retry_after(after, http_reply_header(reply, "X-RateLimit-Reset-After"), &reply->body, now);
	else if (reply->status >= 500)
		reply->retry_after_ms = http_retry_after(after, NULL, NULL, now);
}

/* What came of the way to the server, when the request was not sent. */
static void take_stage(CURL *curl, const struct failure *failure, struct http_reply *reply)
{
	bool refused = failure->code == CURLE_PEER_FAILED_VERIFICATION;
	bool by_proxy = is_of_proxy(failure);
	long connections = 0;

	curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &connections);
	reply->reached = reply->sent || (connections > 0 && !by_proxy);
	reply->untrusted = refused && !by_proxy;
	if (refused)
		reply->distrust =
		    tls_distrust(curl, by_proxy ? CURLINFO_PROXY_SSL_VERIFYRESULT : CURLINFO_SSL_VERIFYRESULT);
}

/* What the system refused before anything left this machine. */
static bool is_local(long os_error)
{
	return os_error == ENETUNREACH || os_error == ENETDOWN || os_error == EMFILE || os_error == ENFILE ||
	       os_error == EADDRNOTAVAIL || os_error == ENOBUFS || os_error == ENOMEM;
}

/* libcurl and the resolver report this as all kinds of failures. */
static bool no_descriptor_left(void)
{
	int fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

	if (fd < 0)
		return errno == EMFILE;
	close(fd);
	return false;
}

static enum http_outcome explain(CURL *curl, CURLcode code, const struct transfer *transfer, const struct url *url,
				 bool repeatable, const struct http_settings *settings, struct error *err)
{
	struct proxy proxy = PROXY_INIT;
	enum http_outcome outcome;
	struct failure failure = {
	    .code = (int)code,
	    .sent = transfer->reply->sent,
	    .repeatable = repeatable,
	    .too_large = transfer->too_large,
	    .host = transfer->reply->host,
	    .reply_max = settings->reply_max,
	    .ca_file = settings->ca_file,
	};

	curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &failure.os_error);
	transfer->reply->local = !transfer->reply->sent && (is_local(failure.os_error) || no_descriptor_left());
	curl_easy_getinfo(curl, CURLINFO_HTTP_CONNECTCODE, &failure.proxy_status);
	proxy_find(settings->env, url, &proxy);
	if (proxy.variable && !proxy.exception)
		failure.proxy = &proxy;
	take_stage(curl, &failure, transfer->reply);
	failure.distrust = transfer->reply->distrust;
	outcome = describe_failure(&failure, err);
	proxy_release(&proxy);
	return outcome;
}

/* A server that has only a part of what it was to read has not carried it out. */
static bool left_whole(CURL *curl, const struct http_request *request)
{
	const char *type;
	const struct buf *body = request_body(request, &type);
	curl_off_t uploaded = 0;
	curl_off_t whole = body ? (curl_off_t)body->len : 0;

	if (has_parts(request))
		curl_easy_getinfo(curl, CURLINFO_CONTENT_LENGTH_UPLOAD_T, &whole);
	curl_easy_getinfo(curl, CURLINFO_SIZE_UPLOAD_T, &uploaded);
	return uploaded >= whole;
}

static int64_t time_left(const struct http_settings *settings, const struct http_request *request,
			 const struct transfer *transfer, int64_t begun)
{
	int64_t deadline = begun + settings->total_ms;

	if (request->answer_ms && transfer->reply->sent)
		deadline = transfer->sent_at + request->answer_ms;
	return deadline - clock_ms();
}

/*
 * libcurl's own timeout looks at the clock before it reads, and so would throw an answer away that came while this
 * process was suspended. Here what has come is read first, and once more after the deadline.
 */
static CURLcode transfer_all(CURLM *multi, const struct http_settings *settings, const struct http_request *request,
			     const struct transfer *transfer, int64_t begun)
{
	bool late = false;

	for (;;) {
		size_t before = transfer->bytes;
		const CURLMsg *message;
		int running = 0;
		int messages;
		int64_t left;

		if (curl_multi_perform(multi, &running) != CURLM_OK)
			return CURLE_FAILED_INIT;
		message = running ? NULL : curl_multi_info_read(multi, &messages);
		if (message)
			return message->data.result;
		left = time_left(settings, request, transfer, begun);
		if (left <= 0 && late && transfer->bytes == before)
			return CURLE_OPERATION_TIMEDOUT;
		late = left <= 0;
		if (curl_multi_poll(multi, NULL, 0, late ? 0 : (int)left, NULL) != CURLM_OK)
			return CURLE_FAILED_INIT;
	}
}

/* One that can't be opened is told of when libcurl fails for it. */
static void open_files(const struct http_settings *settings, struct tls_files *files, struct error *unsafe)
{
	if (settings->ca_file && trust_open(settings->env, settings->ca_file, &files->ca, unsafe) < 0)
		error_prefix(unsafe, "ca_file");
	else if (settings->cert_file && trust_open(settings->env, settings->cert_file, &files->cert, unsafe) < 0)
		error_prefix(unsafe, "cert_file");
	else if (settings->cert_file && trust_open_secret(settings->env, settings->key_file, &files->key, unsafe) < 0)
		error_prefix(unsafe, "key_file");
}

static void client_unusable(const struct http_settings *settings, const struct error *unsafe, struct error *err)
{
	if (unsafe->code != ERROR_OK)
		*err = *unsafe;
	else
		error_set(err, ERROR_CONFIG, "cert_file '%s' and key_file '%s' cannot be used", settings->cert_file,
			  settings->key_file);
	err->code = ERROR_CONFIG;
	if (!err->hint[0])
		error_hint(err, "they must hold a certificate and its key in PEM form, and be readable");
}

static void close_files(const struct tls_files *files)
{
	if (files->ca >= 0)
		close(files->ca);
	if (files->cert >= 0)
		close(files->cert);
	if (files->key >= 0)
		close(files->key);
}

enum http_outcome http_try(const struct http_settings *settings, const struct http_request *request,
			   const struct url *url, int64_t now, struct http_reply *reply, struct error *err)
{
	CURL *curl = curl_easy_init();
	CURLM *multi = curl_multi_init();
	struct transfer transfer = {.curl = curl, .watch = request->watch, .reply = reply, .stopped = ERROR_INIT};
	enum http_outcome outcome = HTTP_HOPELESS;
	struct curl_slist *headers = NULL;
	struct error unsafe = ERROR_INIT;
	struct tls_files files = {-1, -1, -1};
	curl_mime *mime = NULL;
	int64_t begun;
	CURLcode code;

	http_reply_release(reply);
	reply->body.max = settings->reply_max;
	reply->host = xstrdup(url->authority);
	http_secrets_learn(&reply->secrets, request, url);
	if (url->tls)
		open_files(settings, &files, &unsafe);
	if (!curl || !multi || !set_up(curl, settings, request, url, &files, &headers, &mime) ||
	    !set_callbacks(curl, &transfer) || curl_multi_add_handle(multi, curl) != CURLM_OK) {
		error_set(err, ERROR_BUG, "libcurl %s cannot be set up", LIBCURL_VERSION);
		goto out;
	}
	http_log_request(settings, request, url);
	begun = clock_ms();
	code = transfer_all(multi, settings, request, &transfer, begun);
	if (code == CURLE_OK || transfer.complete) {
		take_reply(curl, now, reply);
		outcome = HTTP_ANSWERED;
	} else if (transfer.stopped.code != ERROR_OK) {
		*err = transfer.stopped;
	} else {
		reply->sent = reply->sent && left_whole(curl, request);
		reply->status = request->watch ? status_of(curl) : 0;
		if (!request->watch)
			buf_release(&reply->body);
		outcome = explain(curl, code, &transfer, url, request->repeatable || !strcmp(request->method, "GET"),
				  settings, err);
		if (code == CURLE_SSL_CACERT_BADFILE && unsafe.code == ERROR_CONFIG)
			*err = unsafe;
		if (code == CURLE_SSL_CERTPROBLEM)
			client_unusable(settings, &unsafe, err);
	}
	http_log_outcome(request, url, outcome, reply, clock_ms() - begun, err);
out:
	close_files(&files);
	if (curl && multi)
		curl_multi_remove_handle(multi, curl);
	curl_easy_cleanup(curl);
	curl_mime_free(mime);
	curl_multi_cleanup(multi);
	curl_slist_free_all(headers);
	return outcome;
}
