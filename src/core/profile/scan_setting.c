#include "core/profile/scan_setting.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/profile/scan_lex.h"

const struct scan_setting *scan_find(const struct scan *scan, const char *path)
{
	for (size_t i = 0; i < scan->count; i++)
		if (!strcmp(scan->setting[i].path, path))
			return &scan->setting[i];
	return NULL;
}

struct position scan_name(const struct scan *scan, const char *path)
{
	const struct scan_setting *setting = scan_find(scan, path);

	return setting ? setting->name : (struct position){0, 0};
}

struct position scan_value(const struct scan *scan, const char *path)
{
	const struct scan_setting *setting = scan_find(scan, path);

	return setting ? setting->value : (struct position){0, 0};
}

void scan_release(struct scan *scan)
{
	for (size_t i = 0; i < scan->count; i++)
		free(scan->setting[i].path);
	free(scan->setting);
	buf_release(&scan->safe);
	*scan = (struct scan)SCAN_INIT;
}

void scan_string(const struct buf *text, const struct scan_setting *setting, struct buf *value)
{
	struct lexer lexer;
	struct lexeme lexeme;

	lexer_init(&lexer, buf_text(text), text->len);
	lexer.next = setting->offset;
	for (;;) {
		lexer_next(&lexer, &lexeme);
		if (lexeme.kind == LEXEME_COMMENT)
			continue;
		if (lexeme.kind != LEXEME_STRING || !lexeme.whole)
			return;
		for (size_t i = 1; i < lexeme.len - 1;) {
			const char *at = lexer.text + lexeme.start + i;
			char byte;

			i += lexer_byte(at, lexeme.len - 1 - i, &byte);
			buf_char(value, byte);
		}
	}
}

size_t scan_string_end(const struct buf *text, const struct scan_setting *setting)
{
	size_t end = setting->offset;
	struct lexer lexer;
	struct lexeme lexeme;

	lexer_init(&lexer, buf_text(text), text->len);
	lexer.next = setting->offset;
	do {
		lexer_next(&lexer, &lexeme);
		if (lexeme.kind == LEXEME_STRING)
			end = lexeme.start + lexeme.len;
	} while (lexeme.kind == LEXEME_STRING || lexeme.kind == LEXEME_COMMENT);
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
	struct lexeme lexeme;
	int depth = 0;

	lexer_init(&lexer, start, text->len);
	do {
		lexer_next(&lexer, &lexeme);
		depth += lexeme_among(lexeme.kind, "([{") - lexeme_among(lexeme.kind, ")]}");
		if (lexeme.kind == LEXEME_COMMENT && lexeme.first && !depth &&
		    is_commented_out(start + lexeme.start, lexeme.len, key)) {
			size_t end = lexeme.start + lexeme.len;

			return end < text->len ? end + 1 : end;
		}
	} while (lexeme.kind != LEXEME_END);
	return 0;
}
