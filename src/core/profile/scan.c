#include "core/profile/scan.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/profile/scan_parse.h"

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
	struct token token;

	lexer_init(&lexer, buf_text(text), text->len);
	lexer.next = setting->offset;
	for (;;) {
		lexer_next(&lexer, &token);
		if (token.kind == TOKEN_COMMENT)
			continue;
		if (token.kind != TOKEN_STRING || !token.whole)
			return;
		for (size_t i = 1; i < token.len - 1;) {
			const char *at = lexer.text + token.start + i;
			char byte;

			i += lexer_byte(at, token.len - 1 - i, &byte);
			buf_char(value, byte);
		}
	}
}

void parse_record(struct parser *parser, struct position name, bool hidden)
{
	struct scan *scan = parser->scan;

	if (scan->count == SCAN_SETTINGS_MAX) {
		if (!parser->full)
			diagnostics_add(parser->list, parser->token.at, "more than %d settings", SCAN_SETTINGS_MAX);
		parser->full = scan->broken = true;
		return;
	}
	scan->setting = xgrow(scan->setting, scan->count, sizeof(*scan->setting));
	scan->setting[scan->count++] = (struct scan_setting){.path = xstrdup(buf_text(&parser->path)),
							     .name = name,
							     .value = parser->token.at,
							     .offset = parser->token.start,
							     .hidden = hidden};
}

/* The parser and libconfig take a NUL for a blank; the first one is reported. */
static void copy_without_nul(struct scan *scan, const struct buf *text, struct diagnostics *list)
{
	struct position at = {1, 1};
	bool found = false;

	buf_add(&scan->safe, buf_text(text), text->len);
	for (size_t i = 0; i < text->len; i++, at.column++) {
		char *c = &scan->safe.ptr[i];

		if (!*c && !found)
			diagnostics_add(list, at, "a NUL byte: this is no text file");
		if (!*c) {
			found = true;
			*c = ' ';
		}
		if (*c == '\n')
			at = (struct position){at.line + 1, 0};
	}
}

int scan_text(struct scan *scan, const struct buf *text, const struct scan_key *keys, size_t key_count,
	      struct diagnostics *list)
{
	struct parser parser = {
	    .scan = scan, .list = list, .keys = keys, .key_count = key_count, .path = BUF_INIT(4096)};

	char *copy;

	copy_without_nul(scan, text, list);
	/* The parser takes out of `safe` what it has passed, and must still see it. */
	copy = xstrndup(buf_text(&scan->safe), text->len);
	lexer_init(&parser.lexer, copy, text->len);
	mask_init(&parser);
	parse_advance(&parser);
	while (parser.token.kind != TOKEN_END)
		if (!parse_setting(&parser))
			parse_recover(&parser);
	/* libconfig knows a comment by the newline after it. */
	if (text->len && buf_text(text)[text->len - 1] != '\n')
		buf_char(&scan->safe, '\n');
	free_string(copy);
	buf_release(&parser.path);
	return list->count ? -1 : 0;
}
