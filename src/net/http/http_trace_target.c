#include <string.h>

#include "net/http/http_trace_inside.h"

/* A word of a route: small letters, and a version's digits at the end: "users", "@me", "oauth2", "v10". */
static bool is_route_word(const char *segment, size_t len)
{
	enum { WORD_MAX = 32, VERSION_MAX = 2 };
	size_t letters = strspn(segment, "abcdefghijklmnopqrstuvwxyz@._-");
	size_t digits = letters < len ? strspn(segment + letters, "0123456789") : 0;

	if (letters > len)
		letters = len;
	return letters && len <= WORD_MAX && letters + digits == len && digits <= VERSION_MAX;
}

/* Below these an id is followed by a token, whatever that looks like. */
static bool leads_to_token(const char *segment, size_t len)
{
	return (len == strlen("webhooks") && !memcmp(segment, "webhooks", len)) ||
	       (len == strlen("interactions") && !memcmp(segment, "interactions", len));
}

static void add_path(const char *path, struct buf *text)
{
	size_t since_secret_route = 0; /* segments since `webhooks`, which is the first; 0: it was not there */

	while (*path == '/') {
		size_t len = strcspn(++path, "/");

		buf_char(text, '/');
		if (since_secret_route)
			since_secret_route++;
		if (since_secret_route != 3 && is_route_word(path, len))
			buf_add(text, path, len);
		else if (len)
			trace_value(since_secret_route == 3 ? TRACE_HIDDEN : TRACE_NUMBER, path, len, text);
		if (leads_to_token(path, len))
			since_secret_route = 1;
		path += len;
	}
}

static void add_parameter(const char *parameter, size_t len, struct buf *text)
{
	const char *equals = memchr(parameter, '=', len);
	size_t name_len = equals ? (size_t)(equals - parameter) : len;
	struct buf name = BUF_INIT(BUF_REPLY_MAX);

	buf_add(&name, parameter, name_len);
	trace_name(parameter, name_len, text);
	if (equals) {
		buf_char(text, '=');
		trace_value(trace_kind_of_parameter(buf_text(&name)), equals + 1, len - name_len - 1, text);
	}
	buf_release(&name);
}

void http_trace_target(const struct url *url, struct buf *text)
{
	const char *query = url->query;

	buf_str(text, url->authority);
	add_path(url->path, text);
	for (char before = '?'; query; before = '&') {
		size_t len = strcspn(query, "&");

		buf_char(text, before);
		add_parameter(query, len, text);
		query = query[len] ? query + len + 1 : NULL;
	}
}
