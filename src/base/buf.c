#include "discred/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void buf_init(struct buf *buf, size_t max)
{
	*buf = (struct buf)BUF_INIT(max);
}

void buf_release(struct buf *buf)
{
	if (buf->ptr) {
		explicit_bzero(buf->ptr, buf->cap);
		free(buf->ptr);
	}
	buf_init(buf, buf->max);
}

void buf_clear(struct buf *buf)
{
	if (buf->ptr)
		explicit_bzero(buf->ptr, buf->cap);
	buf->len = 0;
	buf->over = false;
}

static void overflow(struct buf *buf)
{
	buf_clear(buf);
	buf->over = true;
}

char *buf_room(struct buf *buf, size_t len)
{
	size_t cap;
	char *grown;

	if (buf->over)
		return NULL;
	if (len > buf->max - buf->len) {
		overflow(buf);
		return NULL;
	}
	if (buf->ptr && buf->len + len < buf->cap)
		return buf->ptr + buf->len;
	cap = buf->cap ? buf->cap : 64;
	while (cap <= buf->len + len)
		cap *= 2;
	/* Not realloc: it may move the bytes and leave the old ones readable. */
	grown = xcalloc(1, cap);
	if (buf->ptr) {
		memcpy(grown, buf->ptr, buf->len);
		explicit_bzero(buf->ptr, buf->cap);
		free(buf->ptr);
	}
	buf->ptr = grown;
	buf->cap = cap;
	return buf->ptr + buf->len;
}

void buf_grown(struct buf *buf, size_t len)
{
	buf->len += len;
	buf->ptr[buf->len] = '\0';
}

void buf_add(struct buf *buf, const void *bytes, size_t len)
{
	char *room = buf_room(buf, len);

	if (!room)
		return;
	if (len)
		memcpy(room, bytes, len);
	buf_grown(buf, len);
}

void buf_str(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void buf_char(struct buf *buf, char c)
{
	buf_add(buf, &c, 1);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args;
	char *room;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0) {
		overflow(buf);
		return;
	}
	room = buf_room(buf, (size_t)len);
	if (!room)
		return;
	va_start(args, format);
	vsnprintf(room, (size_t)len + 1, format, args);
	va_end(args);
	buf_grown(buf, (size_t)len);
}

void buf_percent(struct buf *buf, const char *text, size_t len)
{
	static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (memchr(unreserved, c, sizeof(unreserved) - 1)) {
			buf_char(buf, (char)c);
		} else {
			char escape[3] = {'%', digits[c >> 4], digits[c & 15]};

			buf_add(buf, escape, sizeof(escape));
		}
	}
}

void buf_cut(struct buf *buf, size_t len)
{
	if (len >= buf->len)
		return;
	explicit_bzero(buf->ptr + len, buf->len - len);
	buf->len = len;
}

size_t buf_first_line(const struct buf *buf)
{
	const char *text = buf_text(buf);
	const char *newline = memchr(text, '\n', buf->len);
	size_t len = newline ? (size_t)(newline - text) : buf->len;

	return len && text[len - 1] == '\r' ? len - 1 : len;
}

void buf_move(struct buf *to, struct buf *from)
{
	buf_release(to);
	*to = *from;
	buf_init(from, from->max);
}

const char *buf_text(const struct buf *buf)
{
	return buf->ptr ? buf->ptr : "";
}

bool buf_ok(const struct buf *buf)
{
	return !buf->over;
}

bool buf_equal(const struct buf *a, const struct buf *b)
{
	return equal_secret(buf_text(a), a->len, buf_text(b), b->len);
}
