/* Places in a text that is going to be changed. */
#include <string.h>

#include "core/profile/scan_lex.h"

size_t scan_string_end(const struct buf *text, const struct scan_setting *setting)
{
	size_t end = setting->offset;
	struct lexer lexer;
	struct token token;

	lexer_init(&lexer, buf_text(text), text->len);
	lexer.next = setting->offset;
	do {
		lexer_next(&lexer, &token);
		if (token.kind == TOKEN_STRING)
			end = token.start + token.len;
	} while (token.kind == TOKEN_STRING || token.kind == TOKEN_COMMENT);
	return end;
}

static bool is_commented_out(const char *comment, size_t len, const char *key)
{
	size_t at = strspn(comment, "#/ \t");

	if (!strncmp(comment, "/*", 2) || at + strlen(key) > len || strncmp(comment + at, key, strlen(key)) != 0)
		return false;
	at += strlen(key);
	at += strspn(comment + at, " \t");
	return at < len && (comment[at] == '=' || comment[at] == ':');
}

size_t scan_commented_out(const struct buf *text, const char *key)
{
	const char *start = buf_text(text);
	struct lexer lexer;
	struct token token;
	int depth = 0;

	lexer_init(&lexer, start, text->len);
	do {
		lexer_next(&lexer, &token);
		depth += token_among(token.kind, "([{") - token_among(token.kind, ")]}");
		if (token.kind == TOKEN_COMMENT && token.first && !depth &&
		    is_commented_out(start + token.start, token.len, key)) {
			size_t end = token.start + token.len;

			return end < text->len ? end + 1 : end;
		}
	} while (token.kind != TOKEN_END);
	return 0;
}
