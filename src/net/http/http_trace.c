#include "net/http/http_trace.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "net/http/http_trace_inside.h"

static void add_header(const char *mark, const char *name, size_t name_len, enum trace_kind kind, const char *value,
		       struct buf *lines)
{
	buf_printf(lines, "%s ", mark);
	trace_name(name, name_len, lines);
	buf_str(lines, ": ");
	trace_value(kind, value, strlen(value), lines);
	buf_char(lines, '\n');
}

/* The scheme is no secret: the rest is shown by its size. */
static void add_authorization(const struct buf *authorization, struct buf *lines)
{
	static const char *const schemes[] = {"Bearer ", "Bot ", "Basic "};
	size_t scheme = 0;

	buf_str(lines, "> Authorization: ");
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (!strncmp(buf_text(authorization), schemes[i], strlen(schemes[i])))
			scheme = strlen(schemes[i]);
	buf_add(lines, buf_text(authorization), scheme);
	trace_value(TRACE_HIDDEN, "", authorization->len - scheme, lines);
	buf_char(lines, '\n');
}

/* "NAME: VALUE", as it was given. */
static void add_foreign(const char *header, struct buf *lines)
{
	size_t len = strcspn(header, ":;");
	const char *value = header + len + (header[len] != '\0');
	struct buf name = BUF_INIT(BUF_REPLY_MAX);

	buf_add(&name, header, len);
	add_header(">", header, len, trace_kind_of_header(buf_text(&name), true), value + strspn(value, " \t"), lines);
	buf_release(&name);
}

static bool is_named(const struct strings *headers, const char *name)
{
	for (size_t i = 0; headers && i < headers->count; i++)
		if (!strncasecmp(headers->item[i], name, strlen(name)) && headers->item[i][strlen(name)] == ':')
			return true;
	return false;
}

void http_trace_request(const struct http_settings *settings, const struct http_request *request, const struct url *url,
			struct buf *lines)
{
	const struct buf *body = request->form ? request->form : request->body;
	const char *type = request->form   ? "application/x-www-form-urlencoded"
			   : request->body ? request->body_type
					   : "";

	buf_printf(lines, "> %s http%s://", request->method, url->tls ? "s" : "");
	http_trace_target(url, lines);
	buf_char(lines, '\n');
	add_header(">", "User-Agent", strlen("User-Agent"), TRACE_OWN, settings->user_agent, lines);
	for (size_t i = 0; request->headers && i < request->headers->count; i++)
		add_foreign(request->headers->item[i], lines);
	if (!is_named(request->headers, "Accept"))
		buf_str(lines, "> Accept: application/json\n");
	if (request->authorization)
		add_authorization(request->authorization, lines);
	if (!body)
		return;
	add_header(">", "Content-Type", strlen("Content-Type"), TRACE_OWN, type, lines);
	buf_printf(lines, "> Content-Length: %zu\n", body->len);
	trace_body(">", body, type, true, lines);
}

void http_trace_reply(const struct http_reply *reply, int64_t ms, struct buf *lines)
{
	buf_printf(lines, "< %d in %" PRId64 " ms\n", reply->status, ms);
	for (size_t i = 0; i + 1 < reply->headers.count; i += 2) {
		const char *name = reply->headers.item[i];

		add_header("<", name, strlen(name), trace_kind_of_header(name, false), reply->headers.item[i + 1],
			   lines);
	}
	trace_body("<", &reply->body, reply->content_type ? reply->content_type : "", false, lines);
}
