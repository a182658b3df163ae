/* NAME=VALUE lines, as dotenv files have them. */
#include <string.h>

#include "cmd/profile/foreign.h"

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

/* Behind the closing quote; NULL when there is none on the line. */
static const char *read_quoted(const char *text, struct buf *value)
{
	char quote = *text++;

	for (; *text && *text != '\n' && *text != quote; text++) {
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

/* Says what is wrong, NULL for nothing. */
static const char *read_value(const char *text, struct buf *value)
{
	text = skip_blanks(text);
	if (*text != '"' && *text != '\'') {
		read_bare(text, value);
		return NULL;
	}
	text = read_quoted(text, value);
	if (!text)
		return "the quote is not closed on its line";
	return is_end(skip_blanks(text)) ? NULL : "something follows the closing quote";
}

static const char *read_line(struct import *import, const char *line)
{
	size_t len;

	line = skip_blanks(line);
	if (is_end(line))
		return NULL;
	if (!strncmp(line, "export", 6) && strchr(" \t", line[6]) && line[6])
		line = skip_blanks(line + 6);
	len = strspn(line, name_letters);
	if (!len || *skip_blanks(line + len) != '=')
		return "it is not NAME=VALUE";
	return read_value(skip_blanks(line + len) + 1, &import_add(import, line, len)->value);
}

int import_read_lines(struct import *import, const struct buf *text, struct error *err)
{
	const char *line = buf_text(text);
	const char *wrong;

	if (!strncmp(line, "\xef\xbb\xbf", 3))
		line += 3;
	for (unsigned number = 1; *line; number++) {
		wrong = read_line(import, line);
		if (wrong)
			return error_set(err, ERROR_CONFIG, "line %u: %s", number, wrong);
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return 0;
}
