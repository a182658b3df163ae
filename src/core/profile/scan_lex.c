#include "core/profile/scan_lex.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
static const char word_bytes[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-*";
static const char number_bytes[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-*+.";

void lexer_init(struct lexer *lexer, const char *text, size_t len)
{
	*lexer = (struct lexer){.text = text, .len = len, .line = 1};
}

static bool among(char c, const char *set)
{
	return c && strchr(set, c);
}

bool lexeme_among(int kind, const char *set)
{
	return kind > 0 && kind < LEXEME_END && strchr(set, kind);
}

/* The one place that steps over a newline. */
static void step(struct lexer *lexer)
{
	if (lexer->text[lexer->next++] == '\n') {
		lexer->line++;
		lexer->line_start = lexer->next;
	}
}

static char peek(const struct lexer *lexer, size_t ahead)
{
	return lexer->next + ahead < lexer->len ? lexer->text[lexer->next + ahead] : '\0';
}

static bool looking_at(const struct lexer *lexer, const char *word)
{
	return lexer->len - lexer->next >= strlen(word) && !memcmp(lexer->text + lexer->next, word, strlen(word));
}

static void take_run(struct lexer *lexer, const char *set)
{
	while (among(peek(lexer, 0), set))
		lexer->next++;
}

static bool take_line(struct lexer *lexer)
{
	const char *newline = memchr(lexer->text + lexer->next, '\n', lexer->len - lexer->next);

	lexer->next = newline ? (size_t)(newline - lexer->text) : lexer->len;
	return true;
}

static bool take_block_comment(struct lexer *lexer)
{
	lexer->next += 2;
	while (lexer->next < lexer->len) {
		if (looking_at(lexer, "*/")) {
			lexer->next += 2;
			return true;
		}
		step(lexer);
	}
	return false;
}

static bool take_string(struct lexer *lexer)
{
	lexer->next++;
	while (lexer->next < lexer->len && peek(lexer, 0) != '\n') {
		char c = peek(lexer, 0);

		lexer->next++;
		if (c == '"')
			return true;
		if (c == '\\' && among(peek(lexer, 0), "\"\\"))
			lexer->next++;
	}
	return false;
}

static bool take_include(struct lexer *lexer)
{
	size_t gap = 0;

	take_run(lexer, word_bytes);
	while (among(peek(lexer, gap), " \t"))
		gap++;
	if (peek(lexer, gap) != '"')
		return true;
	lexer->next += gap;
	return take_string(lexer);
}

/* A whole UTF-8 character, so that it can be shown. */
static void take_stray(struct lexer *lexer)
{
	lexer->next++;
	while ((peek(lexer, 0) & 0xc0) == 0x80)
		lexer->next++;
}

static int take_word(struct lexer *lexer)
{
	size_t start = lexer->next;
	const char *word = lexer->text + start;
	size_t len;

	take_run(lexer, word_bytes);
	len = lexer->next - start;
	if ((len == 4 && !strncasecmp(word, "true", len)) || (len == 5 && !strncasecmp(word, "false", len)))
		return LEXEME_BOOLEAN;
	return LEXEME_NAME;
}

static int take(struct lexer *lexer, bool *whole)
{
	char c = peek(lexer, 0);

	if (c == '#' || looking_at(lexer, "//")) {
		*whole = take_line(lexer);
		return LEXEME_COMMENT;
	}
	if (looking_at(lexer, "/*")) {
		*whole = take_block_comment(lexer);
		return LEXEME_COMMENT;
	}
	if (c == '"') {
		*whole = take_string(lexer);
		return LEXEME_STRING;
	}
	if (looking_at(lexer, "@include")) {
		lexer->next++;
		*whole = take_include(lexer);
		return LEXEME_INCLUDE;
	}
	if (among(c, letters) || c == '*')
		return take_word(lexer);
	if (isdigit((unsigned char)c) || among(c, "+-.")) {
		take_run(lexer, number_bytes);
		return LEXEME_NUMBER;
	}
	if (among(c, "=:,;{}[]()")) {
		lexer->next++;
		return c == ':' ? '=' : c;
	}
	take_stray(lexer);
	return LEXEME_STRAY;
}

void lexer_next(struct lexer *lexer, struct lexeme *lexeme)
{
	size_t blank;

	while (lexer->next < lexer->len && among(peek(lexer, 0), " \t\n\r\f"))
		step(lexer);
	*lexeme = (struct lexeme){.kind = LEXEME_END, .start = lexer->next, .whole = true};
	lexeme->at = (struct position){lexer->line, (unsigned)(lexer->next - lexer->line_start) + 1};
	blank = lexer->line_start;
	while (blank < lexer->next && among(lexer->text[blank], " \t\r\f"))
		blank++;
	lexeme->first = blank == lexer->next;
	if (lexer->next == lexer->len)
		return;
	lexeme->kind = take(lexer, &lexeme->whole);
	lexeme->len = lexer->next - lexeme->start;
}

size_t lexer_byte(const char *text, size_t left, char *byte)
{
	static const char names[] = "nrtf\\\"";
	static const char bytes[] = "\n\r\t\f\\\"";
	static const char digits[] = "0123456789abcdef";
	const char *found;

	*byte = *text;
	if (*text != '\\' || left < 2)
		return 1;
	found = text[1] ? strchr(names, text[1]) : NULL;
	if (found) {
		*byte = bytes[found - names];
		return 2;
	}
	if (tolower((unsigned char)text[1]) != 'x' || left < 4 || !isxdigit((unsigned char)text[2]) ||
	    !isxdigit((unsigned char)text[3]))
		return 1;
	*byte = (char)((strchr(digits, tolower((unsigned char)text[2])) - digits) * 16 +
		       (strchr(digits, tolower((unsigned char)text[3])) - digits));
	return 4;
}

static const char decimal[] = "0123456789";
static const char hexadecimal[] = "0123456789abcdefABCDEF";

/* How many of the len bytes are in the set. */
static size_t span(const char *text, size_t len, const char *set)
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
	size_t digits = span(text, len, decimal);
	size_t at = digits;
	bool point = at < len && text[at] == '.';

	if (point) {
		size_t after = span(text + at + 1, len - at - 1, decimal);

		digits += after;
		at += 1 + after;
	}
	if (!digits || at == len)
		return digits && point;
	if (text[at] != 'e' && text[at] != 'E')
		return false;
	at++;
	at += at < len && (text[at] == '+' || text[at] == '-');
	digits = span(text + at, len - at, decimal);
	return digits && at + digits == len;
}

/* What comes after an integer's digits. */
static enum number_kind suffix_kind(const char *text, size_t len)
{
	if (len == 0)
		return NUMBER_INT;
	return len <= 2 && span(text, len, "L") == len ? NUMBER_INT64 : NUMBER_BAD;
}

void number_read(const char *text, size_t len, struct number *number)
{
	size_t digits;

	*number = (struct number){.kind = NUMBER_BAD};
	if (len > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		text += 2;
		len -= 2;
		digits = span(text, len, hexadecimal);
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
		digits = span(text, len, decimal);
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
