#include "net/base64.h"

#include <string.h>

static const char url_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void encode(struct buf *out, const unsigned char *bytes, size_t len, const char *digits, bool pad)
{
	for (size_t i = 0; i < len; i += 3) {
		size_t left = len - i;
		unsigned group = (unsigned)bytes[i] << 16;
		size_t width = left > 2 ? 4 : left + 1;
		char text[4] = {'=', '=', '=', '='};

		group |= left > 1 ? (unsigned)bytes[i + 1] << 8 : 0;
		group |= left > 2 ? bytes[i + 2] : 0;
		for (size_t digit = 0; digit < width; digit++)
			text[digit] = digits[group >> (18 - 6 * digit) & 63];
		buf_add(out, text, pad ? sizeof(text) : width);
	}
}

void base64_add(struct buf *out, const void *bytes, size_t len)
{
	encode(out, bytes, len, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", true);
}

void base64url_add(struct buf *out, const void *bytes, size_t len)
{
	encode(out, bytes, len, url_digits, false);
}

static bool decode(struct buf *out, const char *text, size_t len)
{
	unsigned bits = 0;
	int have = 0;

	for (size_t i = 0; i < len; i++) {
		const char *digit = memchr(url_digits, text[i], sizeof(url_digits) - 1);

		if (!digit)
			return false;
		bits = bits << 6 | (unsigned)(digit - url_digits);
		have += 6;
		if (have >= 8) {
			have -= 8;
			buf_char(out, (char)(bits >> have));
			bits &= (1u << have) - 1;
		}
	}
	/* Six bits alone make no byte; fewer are what fills up the last digit. */
	return have < 6 && !bits && buf_ok(out);
}

bool base64url_decode(struct buf *out, const char *text, size_t len)
{
	if (decode(out, text, len))
		return true;
	buf_clear(out);
	return false;
}
