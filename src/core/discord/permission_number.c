#include <string.h>

#include "core/discord/permission.h"

#define DECIMAL "0123456789"

static int no_number(const char *text, struct error *err)
{
	error_set(err, ERROR_USAGE, "'%s' is not a permission number", text);
	return error_hint(err, "give a decimal number from 0 to 18446744073709551615");
}

static unsigned digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	return (unsigned)((c | 0x20) - 'a') + 10;
}

/* text is for the message; digits are of that base. */
static int sum_up(const char *text, const char *digits, unsigned base, uint64_t *value, struct error *err)
{
	uint64_t sum = 0;

	for (const char *c = digits; *c; c++) {
		unsigned digit = digit_value(*c);

		if (sum > (UINT64_MAX - digit) / base)
			return error_set(err, ERROR_USAGE, "permission number '%s' is larger than 18446744073709551615",
					 text);
		sum = sum * base + digit;
	}
	*value = sum;
	return 0;
}

int permission_parse_number(const char *text, uint64_t *value, struct error *err)
{
	if (!*text || text[strspn(text, DECIMAL)])
		return no_number(text, err);
	if (text[0] == '0' && text[1])
		return error_set(err, ERROR_USAGE, "permission number '%s' has a leading zero", text);
	return sum_up(text, text, 10, value, err);
}

int permission_parse_literal(const char *text, uint64_t *value, struct error *err)
{
	bool hexadecimal = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	bool binary = text[0] == '0' && (text[1] == 'b' || text[1] == 'B');
	const char *digits = hexadecimal ? DECIMAL "abcdefABCDEF" : "01";

	if (!hexadecimal && !binary)
		return permission_parse_number(text, value, err);
	if (!text[2] || text[2 + strspn(text + 2, digits)]) {
		error_set(err, ERROR_USAGE, "'%s' is not a %s number", text, hexadecimal ? "hexadecimal" : "binary");
		return error_hint(err, "after '%.2s' come the digits %s", text,
				  hexadecimal ? "0 to 9 and a to f" : "0 and 1");
	}
	return sum_up(text, text + 2, hexadecimal ? 16 : 2, value, err);
}
