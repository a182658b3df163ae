#include "cmd/sandbox/exchange.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "cmd/sandbox/date.h"
#include "cmd/sandbox/respond.h"
#include "cmd/sandbox/route.h"

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
	if (route_serve(service->sandbox, request, &exchange->answer, &err) < 0)
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
