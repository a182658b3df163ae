/* Expressions: a parser by descent. The grammar is in permission.h. */
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/discord/permission_name.h"

enum { DEPTH_MAX = 100 };

struct parser {
	const char *text;
	size_t at;
	unsigned depth;
	bool after_number; /* what was read last is a literal */
	struct permission_place place;
	struct error *err;
};

static int parse_sum(struct parser *parser, uint64_t *value);

static int __attribute__((format(printf, 4, 5)))
fail(struct parser *parser, size_t offset, size_t len, const char *format, ...)
{
	char text[sizeof(parser->err->text)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	parser->place = (struct permission_place){.offset = offset, .len = len};
	return error_set(parser->err, ERROR_USAGE, "%s", text);
}

static bool is_blank(char c)
{
	return c && strchr(" \t\n\v\f\r", c);
}

static char next(struct parser *parser)
{
	while (is_blank(parser->text[parser->at]))
		parser->at++;
	return parser->text[parser->at];
}

/* The bytes of the character that stands there: one of UTF-8 is shown whole. */
static size_t character_len(const char *text)
{
	size_t len = 1;

	while ((text[0] & 0xc0) == 0xc0 && (text[len] & 0xc0) == 0x80 && len < 4)
		len++;
	return len;
}

static int no_operand(struct parser *parser)
{
	const char *here = parser->text + parser->at;
	size_t len = character_len(here);

	if (!parser->text[strspn(parser->text, " \t\n\v\f\r")])
		return fail(parser, 0, 0, "the expression is empty");
	if (!*here)
		return fail(parser, parser->at, 1, "the expression ends where a permission should stand");
	if (*here == '!') {
		fail(parser, parser->at, len, "there is no operator '!'");
		return error_hint(parser->err, "all but A is ~A");
	}
	if (!strchr("+-|,&)", *here))
		return fail(parser, parser->at, len, "'%.*s' is not a permission", (int)len, here);
	fail(parser, parser->at, len, "a permission should stand before '%.*s'", (int)len, here);
	return strchr("+-", *here) ? error_hint(parser->err, "permissions have no sign") : -1;
}

static int parse_number(struct parser *parser, uint64_t *value)
{
	const char *start = parser->text + parser->at;
	size_t len = 0;
	char *word;
	int result;

	while (isalnum((unsigned char)start[len]) || start[len] == '_' || start[len] == '.')
		len++;
	word = xstrndup(start, len);
	parser->place = (struct permission_place){.offset = parser->at, .len = len};
	result = permission_parse_literal(word, value, parser->err);
	parser->at += len;
	parser->after_number = true;
	free(word);
	return result;
}

static int parse_name(struct parser *parser, uint64_t *value)
{
	struct permission_span span;

	if (permission_name_read(parser->text + parser->at, &span, value)) {
		parser->at += span.len;
		parser->after_number = false;
		return 0;
	}
	fail(parser, parser->at, span.len, "unknown permission '%.*s'", (int)span.len, parser->text + parser->at);
	if (!strncasecmp(parser->text + parser->at, "bit", 3))
		return error_hint(parser->err, "bits by number are 'bit 0' to 'bit 63'");
	return span.nearest ? error_hint(parser->err, "did you mean '%s'?", span.nearest) : -1;
}

static int parse_parentheses(struct parser *parser, uint64_t *value)
{
	size_t open = parser->at++;

	if (parse_sum(parser, value) < 0)
		return -1;
	if (next(parser) != ')')
		return fail(parser, open, 1, "'(' is not closed");
	parser->at++;
	parser->after_number = false;
	return 0;
}

static int parse_operand(struct parser *parser, uint64_t *value)
{
	char c = next(parser);
	int result;

	if (isdigit((unsigned char)c))
		return parse_number(parser, value);
	if (isalpha((unsigned char)c) || c == '_')
		return parse_name(parser, value);
	if (c != '~' && c != '(')
		return no_operand(parser);
	if (parser->depth == DEPTH_MAX)
		return fail(parser, parser->at, 1, "the expression is nested more than %d deep", DEPTH_MAX);
	parser->depth++;
	if (c == '(') {
		result = parse_parentheses(parser, value);
	} else {
		parser->at++;
		result = parse_operand(parser, value);
		*value = ~*value;
	}
	parser->depth--;
	return result;
}

static int parse_product(struct parser *parser, uint64_t *value)
{
	uint64_t product;

	if (parse_operand(parser, &product) < 0)
		return -1;
	while (next(parser) == '&') {
		uint64_t factor;

		parser->at++;
		if (parse_operand(parser, &factor) < 0)
			return -1;
		product &= factor;
	}
	*value = product;
	return 0;
}

static int no_shift(struct parser *parser, const char *count)
{
	int len = (int)strspn(count, "0123456789");

	if (!len || len > 2) {
		count = "40";
		len = 2;
	}
	fail(parser, parser->at, 2, "there is no operator '<<'");
	return error_hint(parser->err, "bit %.*s is written 'bit %.*s'", len, count, len, count);
}

/* After an operand, something that is no operator. */
static int no_operator(struct parser *parser)
{
	const char *here = parser->text + parser->at;
	size_t len = character_len(here);

	if (*here == ')')
		return fail(parser, parser->at, 1, "')' closes nothing");
	if (*here == '~') {
		fail(parser, parser->at, 1, "an operator should stand before '~'");
		return error_hint(parser->err, "A without B is A & ~B, or A - B");
	}
	if (!strncmp(here, "<<", 2))
		return no_shift(parser, here + 2 + strspn(here + 2, " 	"));
	fail(parser, parser->at, len, "there is no operator '%.*s'", (int)len, here);
	return error_hint(parser->err, "there are + | , and - & ~ and parentheses");
}

/* 1 115 136 and 1,115,136 are meant as one number, and would be read as three. */
static int check_numbers(struct parser *parser)
{
	if (!parser->after_number || !isdigit((unsigned char)next(parser)))
		return 1;
	fail(parser, parser->at, 1, "there is no operator between two numbers");
	return error_hint(parser->err, "write '+' between them, and a number without blanks and commas");
}

/* Whether the sum goes on (1), and with which sign; 0: it ends here, -1: it can't go on so. */
static int read_sign(struct parser *parser, char *sign)
{
	char c = next(parser);

	if (!c || (c == ')' && parser->depth))
		return 0;
	*sign = c == '-' ? '-' : '+';
	if (strchr("+|,-", c))
		parser->at++;
	else if (!isalnum((unsigned char)c) && c != '_' && c != '(')
		return no_operator(parser);
	return strchr("+|-", c) ? 1 : check_numbers(parser);
}

static int parse_sum(struct parser *parser, uint64_t *value)
{
	uint64_t sum = 0;
	char sign = '+';
	int more;

	do {
		uint64_t part;

		if (parse_product(parser, &part) < 0)
			return -1;
		sum = sign == '-' ? sum & ~part : sum | part;
		more = read_sign(parser, &sign);
	} while (more > 0);
	*value = sum;
	return more;
}

int permission_parse(const char *text, uint64_t *value, struct permission_place *place, struct error *err)
{
	struct parser parser = {.text = text, .err = err};
	uint64_t sum;

	if (!parse_sum(&parser, &sum)) {
		*value = sum;
		return 0;
	}
	if (place)
		*place = parser.place;
	return -1;
}
