#include "core/output/json_layout.h"

#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t skip_blanks(struct json_slice json, size_t at)
{
	while (at < json.len && is_blank(json.at[at]))
		at++;
	return at;
}

/* The bytes of a string that begins there, both quotes included. */
static size_t string_len(struct json_slice json, size_t at)
{
	size_t end = at + 1;

	while (end < json.len && json.at[end] != '"')
		end += json.at[end] == '\\' && end + 1 < json.len ? 2 : 1;
	return (end < json.len ? end + 1 : json.len) - at;
}

/* As JSON escapes it: what does not fit 16 bits as two surrogates. */
static void add_escaped(uint32_t c, struct buf *out)
{
	if (c > 0xffff)
		buf_printf(out, "\\u%04x\\u%04x", (unsigned)(0xd800 + ((c - 0x10000) >> 10)),
			   (unsigned)(0xdc00 + ((c - 0x10000) & 0x3ff)));
	else
		buf_printf(out, "\\u%04x", (unsigned)c);
}

static void add_string(struct json_slice string, struct buf *out)
{
	size_t size;

	for (size_t at = 0; at < string.len; at += size) {
		uint32_t c;

		if (utf8_decode(string.at + at, string.len - at, &c, &size) && utf8_is_harmful(c))
			add_escaped(c, out);
		else
			buf_add(out, string.at + at, size);
	}
}

static void add_line(unsigned depth, struct buf *out)
{
	buf_char(out, '\n');
	for (unsigned i = 0; i < depth; i++)
		buf_str(out, "  ");
}

/* One byte outside of strings; returns how many were used up. */
static size_t add_mark(struct json_slice json, size_t at, unsigned *depth, struct buf *out)
{
	char c = json.at[at];
	size_t next = skip_blanks(json, at + 1);

	if (c == '{' || c == '[') {
		buf_char(out, c);
		if (next < json.len && (json.at[next] == '}' || json.at[next] == ']')) {
			buf_char(out, json.at[next]);
			return next + 1 - at;
		}
		add_line(++*depth, out);
	} else if (c == '}' || c == ']') {
		add_line(*depth ? --*depth : 0, out);
		buf_char(out, c);
	} else if (c == ',') {
		buf_char(out, c);
		add_line(*depth, out);
	} else if (c == ':') {
		buf_str(out, ": ");
	} else if (!is_blank(c)) {
		buf_char(out, c);
	}
	return 1;
}

void json_lay_out(struct json_slice json, unsigned depth, struct buf *out)
{
	for (size_t at = 0; at < json.len && buf_ok(out);) {
		size_t len;

		if (json.at[at] == '"') {
			len = string_len(json, at);
			add_string((struct json_slice){json.at + at, len}, out);
		} else {
			len = add_mark(json, at, &depth, out);
		}
		at += len;
	}
}

void json_squeeze(struct json_slice json, struct buf *out)
{
	for (size_t at = 0; at < json.len;) {
		size_t len = json.at[at] == '"' ? string_len(json, at) : 1;

		if (json.at[at] == '"')
			add_string((struct json_slice){json.at + at, len}, out);
		else if (!is_blank(json.at[at]))
			buf_char(out, json.at[at]);
		at += len;
	}
}

/* Takes the value over; false: it can't be written. */
static bool print_value(json_t *value, const char *before, unsigned depth, FILE *out)
{
	struct buf compact = BUF_INIT(BUF_REPLY_MAX);
	struct buf text = BUF_INIT(2 * BUF_REPLY_MAX);
	bool good;

	if (value)
		json_write(value, &compact);
	json_lay_out((struct json_slice){buf_text(&compact), compact.len}, depth, &text);
	good = buf_ok(&compact) && buf_ok(&text) && text.len;
	if (good)
		fprintf(out, "%s%s", before, buf_text(&text));
	buf_release(&compact);
	buf_release(&text);
	json_decref(value);
	return good;
}

int json_print(json_t *value, FILE *out, struct error *err)
{
	if (!print_value(value, "", 0, out))
		return error_set(err, ERROR_BUG, "the answer can't be written as JSON");
	fputc('\n', out);
	return 0;
}

void json_list_add(struct json_list *list, json_t *item)
{
	if (print_value(item, list->count ? ",\n  " : "[\n  ", 1, list->out))
		list->count++;
	else
		list->failed = true;
}

int json_list_end(struct json_list *list, struct error *err)
{
	fputs(list->count ? "\n]\n" : "[]\n", list->out);
	return list->failed ? error_set(err, ERROR_BUG, "the answer can't be written as JSON") : 0;
}

static void add_item(struct json_slice json, size_t begin, size_t end, struct json_slice **items, size_t *count)
{
	begin = skip_blanks(json, begin);
	while (end > begin && is_blank(json.at[end - 1]))
		end--;
	if (end == begin)
		return;
	*items = xgrow(*items, *count, sizeof(**items));
	(*items)[(*count)++] = (struct json_slice){json.at + begin, end - begin};
}

bool json_items(const struct buf *json, struct json_slice **items, size_t *count)
{
	struct json_slice text = {buf_text(json), json->len};
	size_t at = skip_blanks(text, 0);
	size_t begin = at + 1;
	size_t depth = 0;

	*items = NULL;
	*count = 0;
	if (at >= text.len || text.at[at] != '[')
		return false;
	for (; at < text.len;) {
		char c = text.at[at];

		if (c == '"') {
			at += string_len(text, at);
			continue;
		}
		if (c == '[' || c == '{')
			depth++;
		else if (c == ']' || c == '}')
			depth--;
		if (!depth || (depth == 1 && c == ',')) {
			add_item(text, begin, at, items, count);
			begin = at + 1;
		}
		if (!depth)
			break;
		at++;
	}
	return true;
}
