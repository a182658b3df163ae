#include <string.h>

#include "core/profile/scan_lex.h"

static const char decimal[] = "0123456789";
static const char hexadecimal[] = "0123456789abcdefABCDEF";

/* How many of the len bytes are in the set. */
static size_t run(const char *text, size_t len, const char *set)
{
	size_t count = 0;

	while (count < len && text[count] && strchr(set, text[count]))
		count++;
	return count;
}

static void add_digits(struct number *number, const char *text, size_t len, unsigned base)
{
	for (size_t i = 0; i < len; i++) {
		unsigned digit = (unsigned)(strchr(hexadecimal, text[i]) - hexadecimal);

		if (digit > 15)
			digit -= 6;
		if (number->value > (UINT64_MAX - digit) / base)
			number->huge = true;
		else
			number->value = number->value * base + digit;
	}
}

/* [0-9]*\.[0-9]*([eE][-+]?[0-9]+)? or [0-9]+[eE][-+]?[0-9]+, after the sign; at least one digit before the exponent. */
static bool is_float(const char *text, size_t len)
{
	size_t digits = run(text, len, decimal);
	size_t at = digits;
	bool point = at < len && text[at] == '.';

	if (point) {
		size_t after = run(text + at + 1, len - at - 1, decimal);

		digits += after;
		at += 1 + after;
	}
	if (!digits || at == len)
		return digits && point;
	if (text[at] != 'e' && text[at] != 'E')
		return false;
	at++;
	at += at < len && (text[at] == '+' || text[at] == '-');
	digits = run(text + at, len - at, decimal);
	return digits && at + digits == len;
}

/* What comes after an integer's digits. */
static enum number_kind suffix_kind(const char *text, size_t len)
{
	if (len == 0)
		return NUMBER_INT;
	return len <= 2 && run(text, len, "L") == len ? NUMBER_INT64 : NUMBER_BAD;
}

void number_read(const char *text, size_t len, struct number *number)
{
	size_t digits;

	*number = (struct number){.kind = NUMBER_BAD};
	if (len > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		text += 2;
		len -= 2;
		digits = run(text, len, hexadecimal);
		add_digits(number, text, digits, 16);
	} else {
		bool sign = len && (*text == '+' || *text == '-');

		number->negative = sign && *text == '-';
		text += sign;
		len -= sign;
		if (is_float(text, len)) {
			number->kind = NUMBER_FLOAT;
			return;
		}
		digits = run(text, len, decimal);
		add_digits(number, text, digits, 10);
	}
	if (digits)
		number->kind = suffix_kind(text + digits, len - digits);
}

bool number_fits(const struct number *number)
{
	uint64_t most = number->kind == NUMBER_INT64 ? INT64_MAX : INT32_MAX;

	if (number->kind == NUMBER_FLOAT)
		return true;
	return !number->huge && number->value <= most + number->negative;
}
