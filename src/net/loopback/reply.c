#include "net/loopback/loopback_internal.h"

#include <stdint.h>

#include "base/memory.h"

static bool add_headers(struct MHD_Response *response, const char *location, bool method)
{
	static const char *const standard[][2] = {
	    {MHD_HTTP_HEADER_CONNECTION, "close"},
	    {MHD_HTTP_HEADER_CACHE_CONTROL, "no-store"},
	    {"Referrer-Policy", "no-referrer"},
	    {"X-Content-Type-Options", "nosniff"},
	    {"Content-Security-Policy", page_content_security_policy},
	    {MHD_HTTP_HEADER_CONTENT_TYPE, "text/html; charset=utf-8"},
	};

	for (size_t i = 0; i < ARRAY_LEN(standard); i++)
		if (MHD_add_response_header(response, standard[i][0], standard[i][1]) != MHD_YES)
			return false;
	if (location && MHD_add_response_header(response, MHD_HTTP_HEADER_LOCATION, location) != MHD_YES)
		return false;
	return !method || MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET") == MHD_YES;
}

static enum MHD_Result reply(struct loopback *loopback, struct loopback_connection *connection, unsigned status,
			     const struct buf *page, const char *location)
{
	struct MHD_Response *response =
	    MHD_create_response_from_buffer(page->len, (void *)(uintptr_t)buf_text(page), MHD_RESPMEM_MUST_COPY);
	enum MHD_Result result = MHD_NO;

	connection->phase = PHASE_ANSWER;
	connection->deadline = loopback->now_ms + LOOPBACK_PHASE_MS;
	if (!response)
		return MHD_NO;
	if (add_headers(response, location, status == MHD_HTTP_METHOD_NOT_ALLOWED))
		result = MHD_queue_response(connection->http, status, response);
	MHD_destroy_response(response);
	return result;
}

enum MHD_Result loopback_reply_note(struct loopback *loopback, struct loopback_connection *connection, unsigned status,
				    const char *title, const char *text)
{
	struct buf page = BUF_INIT(PAGE_MAX);
	enum MHD_Result result;

	page_render(&page, PAGE_NOTE, title, text);
	result = reply(loopback, connection, status, &page, NULL);
	buf_release(&page);
	return result;
}

enum MHD_Result loopback_reply_start(struct loopback *loopback, struct loopback_connection *connection)
{
	struct buf nothing = BUF_INIT(0);

	return reply(loopback, connection, MHD_HTTP_FOUND, &nothing, buf_text(&loopback->target));
}

enum MHD_Result loopback_reply_outcome(struct loopback *loopback, struct loopback_connection *connection)
{
	return reply(loopback, connection, loopback->outcome_status, &loopback->outcome_page, NULL);
}
