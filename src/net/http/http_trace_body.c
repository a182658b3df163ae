#include <string.h>
#include <strings.h>

#include "base/query.h"
#include "core/output/json.h"
#include "net/http/http_trace_inside.h"

enum {
	LIST_MAX = 3,   /* items of a list that are shown */
	DEPTH_MAX = 16, /* levels of JSON */
	NAME_MAX_LEN = 64,
};

/* JSON on its way into lines. */
struct writer {
	const char *mark;
	bool of_request;
	struct buf *lines;
};

static void begin_line(const struct writer *writer, int depth)
{
	buf_printf(writer->lines, "\n%s %*s", writer->mark, 2 * depth, "");
}

static void add_value(const struct writer *writer, const char *name, const json_t *value, int depth);

static void add_object(const struct writer *writer, json_t *object, int depth)
{
	const char *name;
	json_t *value;
	size_t count = 0;

	buf_char(writer->lines, '{');
	json_object_foreach(object, name, value)
	{
		if (count++)
			buf_char(writer->lines, ',');
		begin_line(writer, depth + 1);
		buf_char(writer->lines, '"');
		trace_name(name, strlen(name), writer->lines);
		buf_str(writer->lines, "\": ");
		add_value(writer, name, value, depth + 1);
	}
	if (count)
		begin_line(writer, depth);
	buf_char(writer->lines, '}');
}

static void add_list(const struct writer *writer, const char *name, const json_t *list, int depth)
{
	size_t count = json_array_size(list);

	buf_char(writer->lines, '[');
	for (size_t i = 0; i < count && i < LIST_MAX; i++) {
		if (i)
			buf_char(writer->lines, ',');
		begin_line(writer, depth + 1);
		add_value(writer, name, json_array_get(list, i), depth + 1);
	}
	if (count > LIST_MAX) {
		begin_line(writer, depth + 1);
		buf_printf(writer->lines, "(%zu more)", count - LIST_MAX);
	}
	if (count)
		begin_line(writer, depth);
	buf_char(writer->lines, ']');
}

/* One that is shown has quotes, one that is hidden has none. */
static void add_string(const struct writer *writer, const char *name, const json_t *string)
{
	const char *text = json_string_value(string);
	size_t len = json_string_length(string);
	enum trace_kind kind = trace_kind_of_member(name, writer->of_request);
	struct buf shown = BUF_INIT(BUF_REPLY_MAX);

	trace_value(kind, text, len, &shown);
	if (kind == TRACE_HIDDEN || buf_text(&shown)[0] == '[')
		buf_str(writer->lines, buf_text(&shown));
	else
		buf_printf(writer->lines, "\"%s\"", buf_text(&shown));
	buf_release(&shown);
}

static void add_value(const struct writer *writer, const char *name, const json_t *value, int depth)
{
	json_t *container = json_is_object(value) || json_is_array(value) ? json_incref((json_t *)value) : NULL;

	if (container && depth >= DEPTH_MAX)
		buf_str(writer->lines, "...");
	else if (json_is_object(value))
		add_object(writer, container, depth);
	else if (json_is_array(value))
		add_list(writer, name, value, depth);
	else if (json_is_string(value))
		add_string(writer, name, value);
	else if (json_is_integer(value))
		buf_printf(writer->lines, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_real(value))
		buf_printf(writer->lines, "%g", json_real_value(value));
	else
		buf_str(writer->lines, json_is_null(value) ? "null" : json_is_true(value) ? "true" : "false");
	json_decref(container);
}

/* A field or parameter's value, decoded, as it may be shown. */
static void add_field(const char *mark, const char *field, size_t len, struct buf *lines)
{
	const char *equals = memchr(field, '=', len);
	size_t name_len = equals ? (size_t)(equals - field) : len;
	struct buf whole = BUF_INIT(BUF_REPLY_MAX);
	struct buf value = BUF_INIT(BUF_REPLY_MAX);
	struct error err = ERROR_INIT;
	char name[NAME_MAX_LEN + 1] = "";

	if (name_len <= NAME_MAX_LEN)
		memcpy(name, field, name_len);
	buf_add(&whole, field, len);
	buf_printf(lines, "%s ", mark);
	trace_name(field, name_len, lines);
	buf_char(lines, '=');
	if (query_value(buf_text(&whole), name, &value, &err) == 1)
		trace_value(trace_kind_of_field(name), buf_text(&value), value.len, lines);
	else
		trace_value(TRACE_HIDDEN, "", equals ? len - name_len - 1 : 0, lines);
	buf_char(lines, '\n');
	buf_release(&value);
	buf_release(&whole);
}

static void add_form(const char *mark, const struct buf *body, struct buf *lines)
{
	const char *text = buf_text(body);
	const char *end = text + body->len;

	while (text < end) {
		const char *stop = memchr(text, '&', (size_t)(end - text));

		stop = stop ? stop : end;
		add_field(mark, text, (size_t)(stop - text), lines);
		text = stop + 1;
	}
}

static bool is_type(const char *type, const char *wanted)
{
	size_t len = strcspn(type, "; \t");

	return strlen(wanted) == len && !strncasecmp(type, wanted, len);
}

void trace_body(const char *mark, const struct buf *body, const char *type, bool of_request, struct buf *lines)
{
	struct writer writer = {.mark = mark, .of_request = of_request, .lines = lines};
	json_t *json = NULL;

	if (!body->len)
		return;
	buf_printf(lines, "%s\n", mark);
	if (of_request && is_type(type, "application/x-www-form-urlencoded")) {
		add_form(mark, body, lines);
		return;
	}
	if (is_type(type, "application/json"))
		json = json_parse_any(body);
	buf_printf(lines, "%s ", mark);
	if (json)
		add_value(&writer, "", json, 0);
	else
		trace_value(TRACE_HIDDEN, "", body->len, lines);
	buf_char(lines, '\n');
	json_decref(json);
}
