#include "net/http/http_error_body.h"

#include <stdlib.h>
#include <string.h>

#include "core/output/json.h"

/* Foreign words for a message: cut between characters, control bytes replaced. */
static void take_text(const char *from, struct http_error_body *said)
{
	char *into = said->text;
	size_t len = strlen(from);

	said->cut = len >= sizeof(said->text);
	if (said->cut) {
		len = sizeof(said->text) - 1;
		while (len && ((unsigned char)from[len] & 0xc0) == 0x80)
			len--;
	}
	memcpy(into, from, len);
	into[len] = '\0';
	text_sanitize(into);
}

/* RFC 6749 section 5.2 allows more; the words there are, and all that are sensible, are of these. */
static void take_word(const char *word, char into[static HTTP_REASON_SIZE])
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:";
	size_t len = strlen(word);

	if (len < HTTP_REASON_SIZE && strspn(word, allowed) == len)
		memcpy(into, word, len + 1);
}

static void read_oauth(const json_t *object, struct http_error_body *said)
{
	const char *description = json_text(object, "error_description");

	said->shape = HTTP_SHAPE_OAUTH;
	take_word(json_text(object, "error"), said->word);
	if (description)
		take_text(description, said);
}

/* {"_errors": [{"code": "...", "message": "..."}]} */
static const char *leaf_message(json_t *value)
{
	return json_text(json_array_get(json_object_get(value, "_errors"), 0), "message");
}

/*
 * "Invalid Form Body" alone helps nobody: the first complaint inside `errors` says which field it is about. Members
 * are fields or the indices of a list; they are followed downwards, the first at each level.
 */
static void add_first_complaint(json_t *errors, struct buf *text)
{
	const char *message = leaf_message(errors);

	for (int depth = 0; depth < 8 && !message; depth++) {
		void *first = json_object_iter(errors);

		if (!first)
			return;
		buf_str(text, depth ? "." : ": ");
		buf_str(text, json_object_iter_key(first));
		errors = json_object_iter_value(first);
		message = leaf_message(errors);
	}
	buf_str(text, ": ");
	buf_str(text, message ? message : "not as it should be");
}

static void read_api(const json_t *object, struct http_error_body *said)
{
	json_t *errors = json_object_get(object, "errors");
	struct buf text = BUF_INIT(BUF_REPLY_MAX);

	said->shape = HTTP_SHAPE_API;
	said->code = json_integer_value(json_object_get(object, "code"));
	buf_str(&text, json_text(object, "message"));
	while (text.len && text.ptr[text.len - 1] == '.')
		buf_cut(&text, text.len - 1);
	if (errors)
		add_first_complaint(errors, &text);
	take_text(buf_text(&text), said);
	buf_release(&text);
}

/* What Cloudflare answers to programs: a line, by which its documentation explains the rest. */
static void read_plain(const struct buf *body, struct http_error_body *said)
{
	static const char lead[] = "error code: ";
	const char *text = buf_text(body);
	size_t digits;

	said->shape = HTTP_SHAPE_FOREIGN;
	if (strncmp(text, lead, sizeof(lead) - 1))
		return;
	text += sizeof(lead) - 1;
	digits = strspn(text, "0123456789");
	if (digits < 1 || digits > 5 || text[digits + strspn(text + digits, " \r\n")])
		return;
	said->shape = HTTP_SHAPE_CLOUDFLARE;
	said->code = strtol(text, NULL, 10);
}

void http_error_body_read(const struct buf *body, struct http_error_body *said)
{
	json_t *object = json_parse_object(body);

	memset(said, 0, sizeof(*said));
	if (json_text(object, "error"))
		read_oauth(object, said);
	else if (json_text(object, "message"))
		read_api(object, said);
	else if (body->len)
		read_plain(body, said);
	json_decref(object);
}
