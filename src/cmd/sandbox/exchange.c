#include "cmd/sandbox/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "cmd/sandbox/endpoints.h"

/*
 * The header Date, by the sandbox's own clock: "Sun, 06 Nov 1994 08:49:37 GMT", whatever the locale. Whoever moves that
 * clock on with /sandbox/advance sees it there too.
 */
enum { DATE_TEXT = 64 };

static void date_format(int64_t when, char text[static DATE_TEXT])
{
	static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t seconds = (time_t)when;
	struct tm utc;

	gmtime_r(&seconds, &utc);
	snprintf(text, DATE_TEXT, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[utc.tm_wday], utc.tm_mday,
		 months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

/* The first half of a body; the rest will be missing. */
struct half {
	size_t len;
	char bytes[];
};

static ssize_t read_half(void *cls, uint64_t position, char *out, size_t size)
{
	const struct half *half = cls;
	size_t left;

	if (position >= half->len)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	left = half->len - (size_t)position;
	left = left < size ? left : size;
	memcpy(out, half->bytes + position, left);
	return (ssize_t)left;
}

static void free_half(void *cls)
{
	struct half *half = cls;

	explicit_bzero(half->bytes, half->len);
	free(half);
}

static struct MHD_Response *half_response(const struct answer *answer)
{
	size_t len = answer->body.len / 2;
	struct half *half = xmalloc(sizeof(*half) + len);
	struct MHD_Response *response;

	half->len = len;
	if (len)
		memcpy(half->bytes, answer->body.ptr, len);
	response = MHD_create_response_from_callback(answer->body.len, 4096, read_half, half, free_half);
	if (!response)
		free_half(half);
	return response;
}

static struct MHD_Response *whole_response(const struct answer *answer)
{
	return MHD_create_response_from_buffer(answer->body.len, answer->body.len ? answer->body.ptr : "",
					       MHD_RESPMEM_MUST_COPY);
}

static bool add_headers(struct MHD_Response *response, const struct answer *answer)
{
	bool added = true;

	if (answer->type)
		added = MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer->type);
	if (answer->location.len)
		added =
		    added && MHD_add_response_header(response, MHD_HTTP_HEADER_LOCATION, buf_text(&answer->location));
	for (size_t i = 0; i + 1 < answer->headers.count; i += 2)
		added =
		    added && MHD_add_response_header(response, answer->headers.item[i], answer->headers.item[i + 1]);
	return added;
}

/* MHD_NO closes the connection. */
static enum MHD_Result respond(struct MHD_Connection *connection, const struct answer *answer)
{
	struct MHD_Response *response;
	enum MHD_Result result = MHD_NO;

	if (answer->end == ANSWER_CLOSED)
		return MHD_NO;
	response = answer->end == ANSWER_HALF ? half_response(answer) : whole_response(answer);
	if (!response)
		return MHD_NO;
	if (add_headers(response, answer))
		result = MHD_queue_response(connection, answer->status, response);
	MHD_destroy_response(response);
	return result;
}

struct exchange {
	struct MHD_Connection *connection;
	char *target; /* as sent: path, '?', query */
	struct request request;
	struct answer answer;
	bool begun;
	bool judged;
	int64_t due_ms;
	struct exchange *next; /* in the waiting list */
};

void *exchange_begin(void *cls, const char *target, struct MHD_Connection *connection)
{
	struct exchange *exchange = xcalloc(1, sizeof(*exchange));
	char *query;

	(void)cls;
	exchange->connection = connection;
	exchange->target = xstrdup(target);
	query = strchrnul(exchange->target, '?');
	exchange->request.query = *query ? query + 1 : query;
	buf_init(&exchange->request.body, REQUEST_BODY_MAX);
	answer_init(&exchange->answer);
	return exchange;
}

void exchange_end(void *cls, struct MHD_Connection *connection, void **slot, enum MHD_RequestTerminationCode reason)
{
	struct exchange *exchange = *slot;

	(void)cls;
	(void)connection;
	(void)reason;
	if (!exchange)
		return;
	buf_release(&exchange->request.body);
	answer_release(&exchange->answer);
	free_string(exchange->target);
	free(exchange);
	*slot = NULL;
}

struct host_count {
	const char *value;
	unsigned count;
};

static enum MHD_Result count_host(void *cls, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct host_count *host = cls;

	(void)kind;
	if (!strcasecmp(name, MHD_HTTP_HEADER_HOST)) {
		host->value = value;
		host->count++;
	}
	return MHD_YES;
}

static void read_headers(struct request *request, struct MHD_Connection *connection)
{
	struct host_count host = {.value = NULL, .count = 0};

	MHD_get_connection_values(connection, MHD_HEADER_KIND, count_host, &host);
	request->host = host.count == 1 ? host.value : NULL;
	request->authorization =
	    MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_AUTHORIZATION);
	request->content_type = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_TYPE);
	request->user_agent = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_USER_AGENT);
}

static void wait_in(struct waiting *waiting, struct exchange *exchange)
{
	exchange->due_ms = clock_ms() + exchange->answer.delay_ms;
	exchange->next = waiting->first;
	waiting->first = exchange;
	MHD_suspend_connection(exchange->connection);
}

static void judge(struct service *service, struct exchange *exchange, const char *path, const char *method)
{
	struct request *request = &exchange->request;
	struct error err = ERROR_INIT;
	char date[DATE_TEXT];

	request->method = method;
	request->path = path;
	request->now = clock_now() + service->sandbox->clock_ahead;
	read_headers(request, exchange->connection);
	if (endpoints_serve(service->sandbox, request, &exchange->answer, &err) < 0)
		log_warn("%s %s: %s", method, path, err.text);
	else
		log_detail("%s %s: %u", method, path, exchange->answer.status);
	date_format(request->now, date);
	answer_header(&exchange->answer, MHD_HTTP_HEADER_DATE, date);
	exchange->judged = true;
}

enum MHD_Result exchange_serve(void *cls, struct MHD_Connection *connection, const char *path, const char *method,
			       const char *version, const char *upload, size_t *upload_size, void **slot)
{
	struct service *service = cls;
	struct exchange *exchange = *slot;

	(void)version;
	if (!exchange->begun) {
		/* The headers are here, the body is not. */
		exchange->begun = true;
		return MHD_YES;
	}
	if (*upload_size) {
		buf_add(&exchange->request.body, upload, *upload_size);
		*upload_size = 0;
		/* Nobody sends so much in earnest: there is no answer to wait for. */
		return buf_ok(&exchange->request.body) ? MHD_YES : MHD_NO;
	}
	if (!exchange->judged) {
		judge(service, exchange, path, method);
		if (exchange->answer.delay_ms > 0) {
			wait_in(&service->waiting, exchange);
			return MHD_YES;
		}
	}
	return respond(connection, &exchange->answer);
}

void waiting_resume(struct waiting *waiting, int64_t now_ms)
{
	struct exchange **link = &waiting->first;

	while (*link) {
		struct exchange *exchange = *link;

		if (exchange->due_ms > now_ms) {
			link = &exchange->next;
			continue;
		}
		*link = exchange->next;
		MHD_resume_connection(exchange->connection);
	}
}

int64_t waiting_ms(const struct waiting *waiting, int64_t now_ms)
{
	int64_t least = -1;

	for (const struct exchange *exchange = waiting->first; exchange; exchange = exchange->next) {
		int64_t left = exchange->due_ms > now_ms ? exchange->due_ms - now_ms : 0;

		if (least < 0 || left < least)
			least = left;
	}
	return least;
}
