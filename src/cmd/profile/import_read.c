/* Reads the settings of another program: NAME=VALUE lines, as dotenv files have them, or a JSON object. */
#include "cmd/profile/import.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/output/json.h"

void import_release(struct import *import)
{
	for (size_t i = 0; i < import->count; i++) {
		free(import->item[i].name);
		buf_release(&import->item[i].value);
	}
	free(import->item);
	*import = (struct import)IMPORT_INIT;
}

/* More than anybody has: each is looked for among all of them. */
enum { SETTINGS_MAX = 1000 };

static struct import_item *add(struct import *import, const char *name, size_t len)
{
	struct import_item *item;

	import->item = xgrow(import->item, import->count, sizeof(*import->item));
	item = &import->item[import->count++];
	item->name = xstrndup(name, len);
	/* Foreign, and shown. */
	text_sanitize(item->name);
	buf_init(&item->value, BUF_FILE_MAX);
	return item;
}

static const char name_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";

static const char *skip_blanks(const char *text)
{
	return text + strspn(text, " \t");
}

/* What may follow a quoted value. */
static bool is_end(const char *text)
{
	return !*text || *text == '\n' || *text == '#' || (*text == '\r' && (text[1] == '\n' || !text[1]));
}

static char unescape(char c)
{
	switch (c) {
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	default:
		return c;
	}
}

/* Behind the closing quote; NULL when there is none. */
static const char *read_quoted(const char *text, struct buf *value)
{
	char quote = *text++;

	for (; *text && *text != quote; text++) {
		if (quote == '"' && *text == '\\' && text[1] && text[1] != '\n')
			buf_char(value, unescape(*++text));
		else
			buf_char(value, *text);
	}
	return *text == quote ? text + 1 : NULL;
}

/* A blank or '=' stands before it. */
static void read_bare(const char *text, struct buf *value)
{
	size_t len = 0;

	while (text[len] && text[len] != '\n' && !(text[len] == '#' && strchr(" \t", text[(ptrdiff_t)len - 1])))
		len++;
	while (len && strchr(" \t\r", text[len - 1]))
		len--;
	buf_add(value, text, len);
}

/* Moves the text behind the value. Says what is wrong, NULL for nothing. */
static const char *read_value(const char **text, struct import_item *item)
{
	const char *end;

	*text = skip_blanks(*text);
	if (**text != '"' && **text != '\'') {
		read_bare(*text, &item->value);
		return NULL;
	}
	item->literal = **text == '\'';
	end = read_quoted(*text, &item->value);
	if (!end)
		return "the quote is not closed";
	*text = end;
	return is_end(skip_blanks(end)) ? NULL : "something follows the closing quote";
}

/* Moves the line behind what was read of it; a quoted value may go on in the next ones. */
static const char *read_line(struct import *import, const char **line)
{
	const char *text = skip_blanks(*line);
	size_t len;

	if (is_end(text))
		return NULL;
	if (!strncmp(text, "export", 6) && strchr(" \t", text[6]) && text[6])
		text = skip_blanks(text + 6);
	len = strspn(text, name_letters);
	if (import->count >= SETTINGS_MAX)
		return "there are more than 1000 settings";
	if (!len || *skip_blanks(text + len) != '=')
		return "it is not NAME=VALUE";
	*line = skip_blanks(text + len) + 1;
	return read_value(line, add(import, text, len));
}

static unsigned count_lines(const char *from, const char *to)
{
	unsigned lines = 0;

	for (; from < to; from++)
		lines += *from == '\n';
	return lines;
}

static int read_lines(struct import *import, const struct buf *text, struct error *err)
{
	const char *line = buf_text(text);
	unsigned number = 1;

	if (!strncmp(line, "\xef\xbb\xbf", 3))
		line += 3;
	while (*line) {
		const char *start = line;
		const char *wrong = read_line(import, &line);

		if (wrong)
			return error_set(err, ERROR_CONFIG, "line %u: %s", number, wrong);
		line += strcspn(line, "\n");
		line += *line == '\n';
		number += count_lines(start, line);
	}
	return 0;
}

static bool add_list(const json_t *list, struct buf *value)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *text = json_string_value(json_array_get(list, i));

		if (!text)
			return false;
		buf_str(value, i ? " " : "");
		buf_str(value, text);
	}
	return true;
}

static bool add_value(const json_t *member, struct buf *value)
{
	if (json_is_string(member))
		buf_str(value, json_string_value(member));
	else if (json_is_integer(member))
		buf_printf(value, "%lld", (long long)json_integer_value(member));
	else if (json_is_boolean(member))
		buf_str(value, json_is_true(member) ? "true" : "false");
	else
		return json_is_array(member) && add_list(member, value);
	return true;
}

static int read_json(struct import *import, const struct buf *text, struct error *err)
{
	json_t *object;
	const char *name;
	json_t *member;

	json_wipe_on_free();
	object = json_parse_object(text);
	if (!object)
		return error_set(err, ERROR_CONFIG, "it is not one JSON object");
	if (json_object_size(object) > SETTINGS_MAX) {
		json_decref(object);
		return error_set(err, ERROR_CONFIG, "there are more than %d settings", SETTINGS_MAX);
	}
	import->json = true;
	json_object_foreach(object, name, member)
	{
		struct import_item *item;

		if (json_is_null(member))
			continue;
		item = add(import, name, strlen(name));
		item->odd = !add_value(member, &item->value);
		if (item->odd)
			buf_clear(&item->value);
	}
	json_decref(object);
	return 0;
}

int import_read(struct import *import, const struct buf *text, struct error *err)
{
	const char *bytes = buf_text(text);

	if (strlen(bytes) < text->len)
		return error_set(err, ERROR_CONFIG, "a NUL byte: this is no text file");
	return bytes[strspn(bytes, " \t\r\n")] == '{' ? read_json(import, text, err) : read_lines(import, text, err);
}
