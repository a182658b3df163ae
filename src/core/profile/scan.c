/*
 * A parser that follows libconfig's grammar, and what it may show of the text.
 *
 * Masking: at first every byte but blanks is an asterisk. The parser uncovers what it has understood to be harmless.
 * A secret closes the rest of its line, and so does a mistake, because what stands there may be anything. After a
 * mistake only the names of known settings, and what they directly hold, are uncovered.
 */
#include "core/profile/scan.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/profile/scan_lex.h"

struct parser {
	struct lexer lexer;
	struct lexeme lexeme;   /* the one being looked at */
	struct position before; /* of the one before it */
	int before_kind;
	struct scan *scan;
	struct diagnostics *list;
	const struct scan_key *keys;
	size_t key_count;
	const struct scan_key *key; /* the outermost setting's row, NULL: unknown */
	bool shown;                 /* its value may be shown */
	bool lost;                  /* there was a mistake */
	bool skipping;              /* looking for the end of one */
	bool full;                  /* no more settings are recorded */
	unsigned closed_line;
	unsigned depth;
	struct buf path;
};

static const char *text_of(const struct parser *parser, const struct lexeme *lexeme)
{
	return parser->lexer.text + lexeme->start;
}

static const struct scan_key *parse_find_key(const struct parser *parser, const struct lexeme *lexeme)
{
	for (size_t i = 0; i < parser->key_count; i++)
		if (strlen(parser->keys[i].name) == lexeme->len &&
		    !memcmp(parser->keys[i].name, text_of(parser, lexeme), lexeme->len))
			return &parser->keys[i];
	return NULL;
}

static bool parse_at_assignment(const struct parser *parser)
{
	struct lexer ahead = parser->lexer;
	struct lexeme next;

	if (parser->lexeme.kind != LEXEME_NAME)
		return false;
	do
		lexer_next(&ahead, &next);
	while (next.kind == LEXEME_COMMENT);
	return next.kind == '=';
}

/* Covers everything; list->masked is made. */
static void mask_init(struct parser *parser)
{
	const struct lexer *lexer = &parser->lexer;
	char *masked = xcalloc(lexer->len + 1, 1);

	for (size_t i = 0; i < lexer->len; i++) {
		char c = lexer->text[i];

		masked[i] = c == ' ' || c == '\t' || c == '\n' || c == '\r' ? c : '*';
	}
	parser->list->masked = masked;
}

static void uncover(struct parser *parser, size_t start, size_t len)
{
	memcpy(parser->list->masked + start, parser->lexer.text + start, len);
}

/* Uncovers bytes of the line that the parser is in, unless it is closed. */
static void mask_uncover(struct parser *parser, const struct lexeme *lexeme)
{
	if (lexeme->at.line != parser->closed_line)
		uncover(parser, lexeme->start, lexeme->len);
}

/* Uncovers a value, or closes the line if it may be a secret. */
static void mask_value(struct parser *parser, const struct lexeme *lexeme)
{
	/* An open string may have swallowed anything, brackets too. */
	if (parser->shown && lexeme->whole && !(parser->lost && parser->depth))
		mask_uncover(parser, lexeme);
	else
		parser->closed_line = lexeme->at.line;
}

/* A strange name may be the rest of a secret that held a quote: it must look and stand like a setting's beginning. */
static bool looks_like_setting(const struct parser *parser, const struct lexeme *lexeme)
{
	return parse_at_assignment(parser) && (lexeme->first || lexeme_among(parser->before_kind, ";,{"));
}

/* Uncovers a name if it can't be part of a secret, else closes the line. */
static void mask_name(struct parser *parser, const struct lexeme *lexeme)
{
	bool harmless;

	if (parser->depth == 0)
		harmless = parse_find_key(parser, lexeme) || (!parser->lost && looks_like_setting(parser, lexeme));
	else
		harmless = parser->shown || (!parser->lost && parse_at_assignment(parser));
	if (harmless)
		mask_uncover(parser, lexeme);
	else
		parser->closed_line = lexeme->at.line;
}

/* Uncovers each line of a comment up to what looks like a value. */
static void mask_comment(struct parser *parser, const struct lexeme *lexeme)
{
	const char *text = parser->lexer.text;
	size_t end = lexeme->start + lexeme->len;
	size_t at = lexeme->start;
	unsigned line = lexeme->at.line;

	/* A bare secret may begin like a comment. */
	if (parser->before_kind == '=' && !parser->shown)
		parser->closed_line = line;
	while (at < end) {
		const char *newline = memchr(text + at, '\n', end - at);
		size_t stop = newline ? (size_t)(newline - text) : end;
		size_t len = strcspn(text + at, "\"'=:\n");

		if (line != parser->closed_line && !parser->lost)
			uncover(parser, at, len < stop - at ? len : stop - at);
		at = stop + 1;
		line++;
	}
}

static bool mask_shows(const struct parser *parser, const struct lexeme *lexeme)
{
	return !memcmp(parser->list->masked + lexeme->start, parser->lexer.text + lexeme->start, lexeme->len);
}

static void check_include(struct parser *parser, const struct lexeme *lexeme)
{
	struct lexeme word = *lexeme;

	word.len = strlen("@include");
	mask_uncover(parser, &word);
	diagnostics_add(parser->list, lexeme->at, "'@include' is refused: write its settings into this file");
	/* libconfig acts on it wherever a line begins with it. */
	memset(parser->scan->safe.ptr + lexeme->start, ' ', lexeme->len);
	parser->closed_line = lexeme->at.line;
}

static void check_string(struct parser *parser, const struct lexeme *lexeme)
{
	const char *text = text_of(parser, lexeme);
	size_t used;

	if (!lexeme->whole) {
		diagnostics_add(parser->list, lexeme->at, "the string is not closed on its line: a '\"' is missing");
		parser->scan->broken = parser->lost = true;
	}
	for (size_t i = 1; i < lexeme->len; i += used) {
		struct position at = {lexeme->at.line, lexeme->at.column + (unsigned)i};
		char byte;

		used = lexer_byte(text + i, lexeme->len - i, &byte);
		if (used > 1 && !byte)
			diagnostics_add(parser->list, at, "a string cannot hold a NUL byte: remove the '\\x00'");
	}
}

/* Takes the next lexeme that means something; complains about comments, includes and strings that are wrong. */
static void parse_advance(struct parser *parser)
{
	struct lexeme *lexeme = &parser->lexeme;

	parser->before = lexeme->at;
	parser->before_kind = lexeme->kind;
	for (;;) {
		lexer_next(&parser->lexer, lexeme);
		if (lexeme->kind == LEXEME_INCLUDE) {
			check_include(parser, lexeme);
		} else if (lexeme->kind != LEXEME_COMMENT) {
			break;
		} else {
			mask_comment(parser, lexeme);
			if (lexeme->whole)
				continue;
			diagnostics_add(parser->list, lexeme->at, "the comment is never closed: a '*/' is missing");
			parser->scan->broken = true;
		}
	}
	if (lexeme->kind == LEXEME_STRING && !parser->skipping)
		check_string(parser, lexeme);
}

/* A mistake at the lexeme: complains and closes the line. Returns false. */
__attribute__((format(printf, 2, 3))) static bool parse_mistake(struct parser *parser, const char *format, ...)
{
	bool ended = parser->lexeme.kind == LEXEME_END;
	struct position at = ended ? parser->before : parser->lexeme.at;
	va_list args;

	va_start(args, format);
	diagnostics_add_args(parser->list, at, format, args);
	va_end(args);
	parser->scan->broken = parser->lost = true;
	parser->closed_line = at.line;
	return false;
}

/* Quotes of other kinds: 'x', `x`, and what word processors make of them. */
static bool is_other_quote(const char *text)
{
	return *text == '\'' || *text == '`' || !strncmp(text, "\xe2\x80\x98", 3) ||
	       !strncmp(text, "\xe2\x80\x99", 3) || !strncmp(text, "\xe2\x80\x9c", 3) ||
	       !strncmp(text, "\xe2\x80\x9d", 3) || !strncmp(text, "\xe2\x80\x9e", 3);
}

static bool parse_unexpected(struct parser *parser, const char *wanted)
{
	const struct lexeme *lexeme = &parser->lexeme;
	const char *text = text_of(parser, lexeme);

	if (lexeme->kind == LEXEME_END)
		return parse_mistake(parser, "expected %s after this, not the end of the file", wanted);
	if (lexeme->kind == LEXEME_STRAY && is_other_quote(text))
		return parse_mistake(parser, "write \" here: a string stands between straight double quotes");
	if ((parser->shown && lexeme->whole) || (lexeme->first && lexeme->kind < LEXEME_END))
		mask_uncover(parser, lexeme);
	if (mask_shows(parser, lexeme))
		return parse_mistake(parser, "expected %s, not '%.*s'", wanted, (int)lexeme->len, text);
	return parse_mistake(parser, "expected %s here", wanted);
}

static void complain_misfit(struct parser *parser, const struct number *number, const char *subject)
{
	const struct scan_key *key = parser->key;
	struct position at = parser->lexeme.at;
	int bits = number->kind == NUMBER_INT64 ? 64 : 32;
	bool speakable = parser->shown && !number->huge && !number->negative;

	if (key && key->text && speakable && key->with_l && number->value <= INT64_MAX)
		diagnostics_add(parser->list, at,
				"%s does not fit into %d bits: write it as a string, \"%" PRIu64
				"\", or with an L, %" PRIu64 "L",
				subject, bits, number->value, number->value);
	else if (key && key->text && speakable)
		diagnostics_add(parser->list, at, "%s does not fit into %d bits: write it as a string, \"%" PRIu64 "\"",
				subject, bits, number->value);
	else
		diagnostics_add(parser->list, at, "%s does not fit into %d bits%s%s", subject, bits,
				key && key->instead ? ": " : "", key && key->instead ? key->instead : "");
}

/* Complains about the lexeme if it is a number that libconfig would not keep, or none. */
static void parse_number(struct parser *parser)
{
	const struct lexeme *lexeme = &parser->lexeme;
	bool shown = mask_shows(parser, lexeme);
	struct number number;
	char *subject = shown ? xasprintf("'%.*s'", (int)lexeme->len, text_of(parser, lexeme)) : xstrdup("this number");

	number_read(text_of(parser, lexeme), lexeme->len, &number);
	if (number.kind == NUMBER_BAD) {
		diagnostics_add(parser->list, lexeme->at, "%s is not a number: text stands in double quotes",
				shown ? subject : "this");
		parser->scan->broken = parser->lost = true;
	} else if (!number_fits(&number)) {
		complain_misfit(parser, &number, subject);
	}
	free(subject);
}

static bool begins_outermost(const struct parser *parser)
{
	return parser->lexeme.first && (parse_at_assignment(parser) || parse_find_key(parser, &parser->lexeme));
}

/* Skips what follows a mistake, up to a line that begins an outermost setting. */
static void parse_recover(struct parser *parser)
{
	parser->skipping = true;
	for (; parser->lexeme.kind != LEXEME_END; parse_advance(parser)) {
		int kind = parser->lexeme.kind;

		if (parser->depth == 0 && begins_outermost(parser))
			break;
		if (lexeme_among(kind, "([{"))
			parser->depth++;
		else if (lexeme_among(kind, ")]}"))
			parser->depth -= parser->depth > 0;
	}
	parser->skipping = false;
	parser->depth = 0;
	buf_cut(&parser->path, 0);
}

/* Notes a setting under the parser's path. */
static void parse_record(struct parser *parser, struct position name, bool hidden)
{
	struct scan *scan = parser->scan;

	if (scan->count == SCAN_SETTINGS_MAX) {
		if (!parser->full)
			diagnostics_add(parser->list, parser->lexeme.at, "more than %d settings", SCAN_SETTINGS_MAX);
		parser->full = scan->broken = true;
		return;
	}
	scan->setting = xgrow(scan->setting, scan->count, sizeof(*scan->setting));
	scan->setting[scan->count++] = (struct scan_setting){.path = xstrdup(buf_text(&parser->path)),
							     .name = name,
							     .value = parser->lexeme.at,
							     .offset = parser->lexeme.start,
							     .hidden = hidden};
}

static bool parse_setting(struct parser *parser);
static bool parse_value(struct parser *parser, struct position name, bool hidden);

/* Appends a step to the path; returns the length to cut it back to. */
static size_t enter_name(struct parser *parser, const struct lexeme *name)
{
	size_t len = parser->path.len;

	if (len)
		buf_char(&parser->path, '.');
	buf_add(&parser->path, text_of(parser, name), name->len);
	return len;
}

static size_t enter_element(struct parser *parser, size_t index)
{
	size_t len = parser->path.len;

	buf_printf(&parser->path, ".[%zu]", index);
	return len;
}

static void uncover_and_advance(struct parser *parser)
{
	mask_uncover(parser, &parser->lexeme);
	parse_advance(parser);
}

/* Elements of an array are of one type; libconfig tells an int from an int64. 0: no plain value. */
static int element_type(const struct parser *parser)
{
	struct number number;

	if (parser->lexeme.kind == LEXEME_STRING || parser->lexeme.kind == LEXEME_BOOLEAN)
		return parser->lexeme.kind;
	if (parser->lexeme.kind != LEXEME_NUMBER)
		return 0;
	number_read(text_of(parser, &parser->lexeme), parser->lexeme.len, &number);
	return LEXEME_STRAY + 1 + (int)number.kind;
}

static bool parse_string(struct parser *parser)
{
	bool outermost_secret = parser->depth == 0 && !parser->shown;

	do {
		const struct lexeme *lexeme = &parser->lexeme;

		mask_value(parser, lexeme);
		if (outermost_secret && lexeme->whole)
			memset(parser->scan->safe.ptr + lexeme->start + 1, 'x', lexeme->len - 2);
		parse_advance(parser);
	} while (parser->lexeme.kind == LEXEME_STRING);
	return true;
}

static bool parse_close(struct parser *parser, const struct lexeme *open, char close)
{
	char wanted[64];

	if (parser->lexeme.kind == close) {
		parser->depth--;
		uncover_and_advance(parser);
		return true;
	}
	if (parser->lexeme.kind == LEXEME_END) {
		/* Where it was opened says more than where the file ends. */
		parser->lexeme = *open;
		return parse_mistake(parser, "this '%c' is never closed: a '%c' is missing", open->kind, close);
	}
	if (close == '}')
		snprintf(wanted, sizeof(wanted), "a setting or '}'");
	else
		snprintf(wanted, sizeof(wanted), "',' or '%c'", close);
	return parse_unexpected(parser, wanted);
}

static bool parse_group(struct parser *parser)
{
	const struct lexeme open = parser->lexeme;

	parser->depth++;
	uncover_and_advance(parser);
	while (parser->lexeme.kind == LEXEME_NAME || parser->lexeme.kind == LEXEME_BOOLEAN)
		if (!parse_setting(parser))
			return false;
	return parse_close(parser, &open, '}');
}

static bool parse_element(struct parser *parser, size_t index, bool array, int *type)
{
	size_t len = enter_element(parser, index);
	int own = element_type(parser);
	bool ok;

	if (array && lexeme_among(parser->lexeme.kind, "{[("))
		return parse_mistake(parser, "an array holds plain values only: write a list, ( ... )");
	if (array && index && own && own != *type)
		return parse_mistake(parser, "the elements of an array are of one type: write a list, ( ... )");
	*type = own;
	ok = parse_value(parser, parser->lexeme.at, false);
	if (ok)
		buf_cut(&parser->path, len);
	return ok;
}

/* The mistake is the lexeme before, on a line of its own perhaps. Returns false. */
static bool parse_trailing_comma(struct parser *parser)
{
	diagnostics_add(parser->list, parser->before, "no ',' after the last element: remove it");
	parser->scan->broken = parser->lost = true;
	parser->closed_line = parser->lexeme.at.line;
	return false;
}

static bool parse_elements(struct parser *parser)
{
	const struct lexeme open = parser->lexeme;
	bool array = open.kind == '[';
	char close = array ? ']' : ')';
	int type = 0;

	parser->depth++;
	uncover_and_advance(parser);
	for (size_t i = 0; parser->lexeme.kind != close && parser->lexeme.kind != LEXEME_END; i++) {
		if (!parse_element(parser, i, array, &type))
			return false;
		if (parser->lexeme.kind != ',')
			break;
		uncover_and_advance(parser);
		if (parser->lexeme.kind == close)
			return parse_trailing_comma(parser);
	}
	return parse_close(parser, &open, close);
}

static bool parse_bare_word(struct parser *parser)
{
	const struct lexeme *lexeme = &parser->lexeme;

	mask_value(parser, lexeme);
	if (mask_shows(parser, lexeme))
		return parse_mistake(parser, "'%.*s' is not a value: text stands in double quotes", (int)lexeme->len,
				     text_of(parser, lexeme));
	return parse_mistake(parser, "this is not a value: text stands in double quotes");
}

static bool parse_value(struct parser *parser, struct position name, bool hidden)
{
	int kind = parser->lexeme.kind;

	parse_record(parser, name, hidden);
	if (lexeme_among(kind, "{[(")) {
		if (parser->depth == SCAN_DEPTH_MAX)
			return parse_mistake(parser, "nested deeper than %d levels", SCAN_DEPTH_MAX);
		return kind == '{' ? parse_group(parser) : parse_elements(parser);
	}
	if (kind == LEXEME_STRING)
		return parse_string(parser);
	if (kind == LEXEME_NAME)
		return parse_bare_word(parser);
	if (kind != LEXEME_NUMBER && kind != LEXEME_BOOLEAN)
		return parse_unexpected(parser, "a value");
	mask_value(parser, &parser->lexeme);
	if (kind == LEXEME_NUMBER)
		parse_number(parser);
	parse_advance(parser);
	return true;
}

static bool parse_name(struct parser *parser)
{
	const struct lexeme *lexeme = &parser->lexeme;

	if (lexeme->kind == LEXEME_BOOLEAN)
		return parse_mistake(parser, "true and false are values, not names");
	if (lexeme->kind == ';' || lexeme->kind == ',')
		return parse_mistake(parser, "one '%c' is enough, and only after a value", lexeme->kind);
	if (lexeme->kind == LEXEME_STRAY && !strncmp(text_of(parser, lexeme), "\xef\xbb\xbf", 3))
		return parse_mistake(parser, "a byte order mark: save the file without it");
	if (lexeme->kind != LEXEME_NAME)
		return parse_unexpected(parser, "a setting, NAME = VALUE");
	if (lexeme->len > SCAN_NAME_MAX) {
		parse_mistake(parser, "a name of more than %d letters", SCAN_NAME_MAX);
		/* It would look like the next setting's beginning. */
		parse_advance(parser);
		return false;
	}
	mask_name(parser, lexeme);
	return true;
}

/*
 * Decides whether values may be shown. A name inside another setting that is an outermost secret's, or that stands at
 * the very beginning of a line, means that a bracket before it was never closed.
 */
static void enter_setting(struct parser *parser, const struct lexeme *name)
{
	const struct scan_key *key = parse_find_key(parser, name);

	if (parser->depth == 0)
		parser->key = key;
	if (parser->depth == 0)
		parser->shown = key && key->shown;
	else if ((key && !key->shown) || name->at.column == 1)
		parser->shown = false;
}

static bool parse_setting(struct parser *parser)
{
	struct lexeme name = parser->lexeme;
	const struct scan_setting *first;
	size_t len;

	/* What stands here instead of a name belongs to no setting. */
	if (parser->depth == 0)
		parser->shown = false;
	if (!parse_name(parser))
		return false;
	enter_setting(parser, &name);
	len = enter_name(parser, &name);
	first = scan_find(parser->scan, buf_text(&parser->path));
	if (first && mask_shows(parser, &name))
		diagnostics_add(parser->list, name.at, "'%.*s' is set twice, first in line %u", (int)name.len,
				text_of(parser, &name), first->name.line);
	else if (first)
		diagnostics_add(parser->list, name.at, "set twice, first in line %u", first->name.line);
	parse_advance(parser);
	if (parser->lexeme.kind != '=')
		return parse_unexpected(parser, "'=' and a value");
	uncover_and_advance(parser);
	if (!parse_value(parser, name.at, !mask_shows(parser, &name)))
		return false;
	if (parser->lexeme.kind == ';' || parser->lexeme.kind == ',')
		uncover_and_advance(parser);
	/* libconfig would end here; without the second one it goes on, and so do the checks of values. */
	if (first)
		memset(parser->scan->safe.ptr + name.start, ' ', parser->lexeme.start - name.start);
	buf_cut(&parser->path, len);
	return true;
}

/* Nothing is read of what is no text. */
static void complain_nul(struct parser *parser, const char *nul)
{
	const char *text = parser->lexer.text;
	struct position at = {1, 1};

	for (; text < nul; text++)
		at = *text == '\n' ? (struct position){at.line + 1, 1} : (struct position){at.line, at.column + 1};
	diagnostics_add(parser->list, at, "a NUL byte: this is no text file");
	parser->scan->broken = true;
}

int scan_text(struct scan *scan, const struct buf *text, const struct scan_key *keys, size_t key_count,
	      struct diagnostics *list)
{
	struct parser parser = {
	    .scan = scan, .list = list, .keys = keys, .key_count = key_count, .path = BUF_INIT(4096)};
	const char *nul = memchr(buf_text(text), '\0', text->len);

	lexer_init(&parser.lexer, buf_text(text), text->len);
	buf_add(&scan->safe, buf_text(text), text->len);
	mask_init(&parser);
	if (nul)
		complain_nul(&parser, nul);
	else
		parse_advance(&parser);
	while (!nul && parser.lexeme.kind != LEXEME_END)
		if (!parse_setting(&parser))
			parse_recover(&parser);
	/* libconfig knows a comment by the newline after it. */
	if (text->len && buf_text(text)[text->len - 1] != '\n')
		buf_char(&scan->safe, '\n');
	buf_release(&parser.path);
	return list->count ? -1 : 0;
}
