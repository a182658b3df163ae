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

bool token_among(int kind, const char *set)
{
	return kind > 0 && kind < TOKEN_END && strchr(set, kind);
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
	while (lexer->next < lexer->len && peek(lexer, 0) != '\n')
		lexer->next++;
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
		return TOKEN_BOOLEAN;
	return TOKEN_NAME;
}

static int take(struct lexer *lexer, bool *whole)
{
	char c = peek(lexer, 0);

	if (c == '#' || looking_at(lexer, "//")) {
		*whole = take_line(lexer);
		return TOKEN_COMMENT;
	}
	if (looking_at(lexer, "/*")) {
		*whole = take_block_comment(lexer);
		return TOKEN_COMMENT;
	}
	if (c == '"') {
		*whole = take_string(lexer);
		return TOKEN_STRING;
	}
	if (looking_at(lexer, "@include")) {
		lexer->next++;
		*whole = take_include(lexer);
		return TOKEN_INCLUDE;
	}
	if (among(c, letters) || c == '*')
		return take_word(lexer);
	if (isdigit((unsigned char)c) || among(c, "+-.")) {
		take_run(lexer, number_bytes);
		return TOKEN_NUMBER;
	}
	if (among(c, "=:,;{}[]()")) {
		lexer->next++;
		return c == ':' ? '=' : c;
	}
	take_stray(lexer);
	return TOKEN_STRAY;
}

void lexer_next(struct lexer *lexer, struct token *token)
{
	size_t blank;

	while (lexer->next < lexer->len && among(peek(lexer, 0), " \t\n\r\f"))
		step(lexer);
	*token = (struct token){.kind = TOKEN_END, .start = lexer->next, .whole = true};
	token->at = (struct position){lexer->line, (unsigned)(lexer->next - lexer->line_start) + 1};
	blank = lexer->line_start;
	while (blank < lexer->next && among(lexer->text[blank], " \t\r\f"))
		blank++;
	token->first = blank == lexer->next;
	if (lexer->next == lexer->len)
		return;
	token->kind = take(lexer, &token->whole);
	token->len = lexer->next - token->start;
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
