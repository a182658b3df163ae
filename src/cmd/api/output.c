#include "cmd/api/output.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "core/output/json.h"

/* An answer with all the blanks that it is laid out with. */
#define OUTPUT_MAX (16 * DISCORD_REPLY_MAX)

static int write_out(struct buf *out, struct error *err)
{
	int result = 0;

	if (!buf_ok(out))
		result = error_set(err, ERROR_BUG, "the answer does not fit");
	else if (out->len)
		result = file_write_all(STDOUT_FILENO, "stdout", buf_text(out), out->len, err);
	buf_release(out);
	return result;
}

/* Foreign lines, whatever is in them. */
static void add_lines(const char *text, size_t len, struct buf *out)
{
	while (len) {
		const char *end = memchr(text, '\n', len);
		size_t line = end ? (size_t)(end - text) : len;
		char *copy = xstrndup(text, line);

		text_sanitize(copy);
		buf_str(out, copy);
		buf_char(out, '\n');
		free_string(copy);
		text += line + (end != NULL);
		len -= line + (end != NULL);
	}
}

static void add_head(const struct http_reply *reply, bool terminal, struct buf *out)
{
	struct buf head = BUF_INIT(2 * BUF_REPLY_MAX);

	buf_printf(&head, "HTTP/1.1 %d\n", reply->status);
	for (size_t i = 0; i + 1 < reply->headers.count; i += 2) {
		buf_str(&head, reply->headers.item[i]);
		buf_str(&head, ": ");
		buf_str(&head, reply->headers.item[i + 1]);
		buf_char(&head, '\n');
	}
	buf_char(&head, '\n');
	if (terminal)
		add_lines(buf_text(&head), head.len, out);
	else
		buf_add(out, buf_text(&head), head.len);
	buf_release(&head);
}

/* What is too deep to be laid out, or no JSON, is shown as it is. */
static void add_body(const struct buf *body, struct buf *out)
{
	struct buf laid = BUF_INIT(OUTPUT_MAX / 2);
	json_t *value = json_parse_any(body);

	if (value)
		json_lay_out((struct json_slice){buf_text(body), body->len}, 0, &laid);
	if (value && buf_ok(&laid)) {
		buf_add(out, buf_text(&laid), laid.len);
		buf_char(out, '\n');
	} else {
		add_lines(buf_text(body), body->len, out);
	}
	json_decref(value);
	buf_release(&laid);
}

int api_print_reply(const struct http_reply *reply, bool head, struct error *err)
{
	struct buf out = BUF_INIT(OUTPUT_MAX);
	bool terminal = isatty(STDOUT_FILENO);

	if (head)
		add_head(reply, terminal, &out);
	if (terminal && reply->body.len)
		add_body(&reply->body, &out);
	else
		buf_add(&out, buf_text(&reply->body), reply->body.len);
	return write_out(&out, err);
}

int api_print_filtered(struct filter *filter, struct json_slice json, struct error *err)
{
	struct buf made = BUF_INIT(OUTPUT_MAX);
	struct buf out = BUF_INIT(OUTPUT_MAX);
	struct error failed = ERROR_INIT;
	int result = filter_run(filter, json, &made, err);

	if (isatty(STDOUT_FILENO))
		add_lines(buf_text(&made), made.len, &out);
	else
		buf_move(&out, &made);
	if (write_out(&out, result ? &failed : err) < 0)
		result = -1;
	buf_release(&made);
	return result;
}

int api_print_line(struct json_slice json, struct error *err)
{
	struct buf out = BUF_INIT(OUTPUT_MAX);

	json_squeeze(json, &out);
	buf_char(&out, '\n');
	return write_out(&out, err);
}

int api_print_item(struct json_slice item, uint64_t index, struct error *err)
{
	struct buf out = BUF_INIT(OUTPUT_MAX);

	if (isatty(STDOUT_FILENO)) {
		buf_str(&out, index ? ",\n  " : "[\n  ");
		json_lay_out(item, 1, &out);
	} else {
		buf_str(&out, index ? ",\n" : "[");
		buf_add(&out, item.at, item.len);
	}
	return write_out(&out, err);
}

int api_print_end(uint64_t count, struct error *err)
{
	struct buf out = BUF_INIT(64);

	buf_str(&out, !count ? "[]\n" : isatty(STDOUT_FILENO) ? "\n]\n" : "]\n");
	return write_out(&out, err);
}
