#include "base/query.h"

#include <string.h>

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The byte at *at, decoded, and *at moved on; -1 when it is not encoded right. end is a NUL or a separator. */
static int decode_byte(const char **at)
{
	const char *c = *at;
	int high;
	int low;

	if (*c != '%') {
		*at = c + 1;
		return *c == '+' ? ' ' : (unsigned char)*c;
	}
	high = hex_digit(c[1]);
	low = high < 0 ? -1 : hex_digit(c[2]);
	if (low < 0)
		return -1;
	*at = c + 3;
	return high << 4 | low;
}

static bool name_is(const char *at, const char *end, const char *name)
{
	while (at < end && *name) {
		if (decode_byte(&at) != (unsigned char)*name)
			return false;
		name++;
	}
	return at == end && !*name;
}

static int decode_value(const char *at, const char *end, const char *name, struct buf *value, struct error *err)
{
	while (at < end) {
		int byte = decode_byte(&at);

		if (byte < 0)
			return error_set(err, ERROR_DENIED, "'%s' is not encoded right", name);
		if (byte == 0)
			return error_set(err, ERROR_DENIED, "'%s' holds a NUL byte", name);
		buf_char(value, (char)byte);
	}
	if (!buf_ok(value))
		return error_set(err, ERROR_DENIED, "'%s' is too long", name);
	return 0;
}

int query_value(const char *query, const char *name, struct buf *value, struct error *err)
{
	int count = 0;

	while (*query) {
		const char *end = query + strcspn(query, "&");
		const char *equals = query + strcspn(query, "=&");
		const char *from = equals < end ? equals + 1 : end;

		if (name_is(query, equals, name) && count++ == 0 && decode_value(from, end, name, value, err) < 0)
			return -1;
		query = *end ? end + 1 : end;
	}
	return count;
}

void query_add_len(struct buf *query, const char *name, const char *value, size_t len)
{
	if (query->len && query->ptr[query->len - 1] != '?')
		buf_char(query, '&');
	buf_percent(query, name, strlen(name));
	buf_char(query, '=');
	buf_percent(query, value, len);
}

void query_add(struct buf *query, const char *name, const char *value)
{
	query_add_len(query, name, value, strlen(value));
}
