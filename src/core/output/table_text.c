#include "core/output/table_text.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/memory.h"
#include "discred/buf.h"
#include "discred/error.h"

/* The character at the beginning, and its length in bytes; 0 for what is none. */
static wchar_t first(const char *text, size_t *len)
{
	mbstate_t state = {0};
	wchar_t c = 0;
	size_t got = mbrtowc(&c, text, strlen(text), &state);

	*len = got && got <= strlen(text) ? got : 1;
	return *len == got ? c : 0;
}

/* Marks that turn the direction of writing: a name could pose as another one with them. */
static bool turns(wchar_t c)
{
	return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069);
}

char *table_text_clean(const char *text, bool ascii)
{
	char *plain = xstrdup(text);
	struct buf clean = BUF_INIT(BUF_REPLY_MAX);
	char *copy;
	size_t len;

	text_sanitize(plain);
	for (const char *at = plain; *at; at += len) {
		wchar_t c = first(at, &len);

		if (c && wcwidth(c) >= 0 && !turns(c) && !(ascii && len > 1))
			buf_add(&clean, at, len);
		else
			buf_char(&clean, '?');
	}
	copy = xstrdup(buf_text(&clean));
	buf_release(&clean);
	free(plain);
	return copy;
}

static size_t width_of(const char *text, size_t bytes)
{
	size_t width = 0;
	size_t len;

	for (const char *at = text; at < text + bytes; at += len)
		width += (size_t)wcwidth(first(at, &len));
	return width;
}

size_t table_text_width(const char *text)
{
	return width_of(text, strlen(text));
}

/* As many bytes as fit, one character at least. */
static size_t fitting(const char *text, size_t bytes, size_t width)
{
	size_t taken = 0;
	size_t len;

	(void)first(text, &taken);
	for (first(text + taken, &len); taken < bytes && width_of(text, taken + len) <= width;
	     first(text + taken, &len))
		taken += len;
	return taken;
}

char *table_text_wrap(const char *text, size_t width)
{
	struct buf wrapped = BUF_INIT(2 * BUF_REPLY_MAX);
	size_t used = 0; /* of the present line */
	char *copy;

	while (*text) {
		size_t blanks = strspn(text, " ");
		size_t word = strcspn(text + blanks, " ");

		if (used && used + blanks + width_of(text + blanks, word) > width) {
			buf_char(&wrapped, '\n');
			text += blanks;
			blanks = 0;
			used = 0;
		}
		if (used + blanks + width_of(text + blanks, word) > width)
			word = fitting(text + blanks, word, width > blanks ? width - blanks : 1);
		buf_add(&wrapped, text, blanks + word);
		used += blanks + width_of(text + blanks, word);
		text += blanks + word;
	}
	copy = xstrdup(buf_text(&wrapped));
	buf_release(&wrapped);
	return copy;
}
