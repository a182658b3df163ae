#include <stdio.h>
#include <string.h>

#include "core/profile/scan_parse.h"

static const char *text_of(const struct parser *parser, const struct token *token)
{
	return parser->lexer.text + token->start;
}

/* Appends a step to the path; returns the length to cut it back to. */
static size_t enter_name(struct parser *parser, const struct token *name)
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
	mask_uncover(parser, &parser->token);
	parse_advance(parser);
}

/* Elements of an array are of one type; libconfig tells an int from an int64. 0: no plain value. */
static int element_type(const struct parser *parser)
{
	struct number number;

	if (parser->token.kind == TOKEN_STRING || parser->token.kind == TOKEN_BOOLEAN)
		return parser->token.kind;
	if (parser->token.kind != TOKEN_NUMBER)
		return 0;
	number_read(text_of(parser, &parser->token), parser->token.len, &number);
	return TOKEN_STRAY + 1 + (int)number.kind;
}

static bool parse_string(struct parser *parser)
{
	bool outermost_secret = parser->depth == 0 && !parser->shown;

	do {
		const struct token *token = &parser->token;

		mask_value(parser, token);
		if (outermost_secret && token->whole)
			memset(parser->scan->safe.ptr + token->start + 1, 'x', token->len - 2);
		parse_advance(parser);
	} while (parser->token.kind == TOKEN_STRING);
	return true;
}

static bool parse_close(struct parser *parser, const struct token *open, char close)
{
	char wanted[64];

	if (parser->token.kind == close) {
		parser->depth--;
		uncover_and_advance(parser);
		return true;
	}
	if (parser->token.kind == TOKEN_END) {
		/* Where it was opened says more than where the file ends. */
		parser->token = *open;
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
	const struct token open = parser->token;

	parser->depth++;
	uncover_and_advance(parser);
	while (parser->token.kind == TOKEN_NAME || parser->token.kind == TOKEN_BOOLEAN)
		if (!parse_setting(parser))
			return false;
	return parse_close(parser, &open, '}');
}

static bool parse_element(struct parser *parser, size_t index, bool array, int *type)
{
	size_t len = enter_element(parser, index);
	int own = element_type(parser);
	bool ok;

	if (array && token_among(parser->token.kind, "{[("))
		return parse_mistake(parser, "an array holds plain values only: write a list, ( ... )");
	if (array && index && own && own != *type)
		return parse_mistake(parser, "the elements of an array are of one type: write a list, ( ... )");
	*type = own;
	ok = parse_value(parser, parser->token.at, false);
	if (ok)
		buf_cut(&parser->path, len);
	return ok;
}

static bool parse_elements(struct parser *parser)
{
	const struct token open = parser->token;
	bool array = open.kind == '[';
	char close = array ? ']' : ')';
	int type = 0;

	parser->depth++;
	uncover_and_advance(parser);
	for (size_t i = 0; parser->token.kind != close && parser->token.kind != TOKEN_END; i++) {
		if (!parse_element(parser, i, array, &type))
			return false;
		if (parser->token.kind != ',')
			break;
		uncover_and_advance(parser);
		if (parser->token.kind == close)
			return parse_mistake(parser, "the last element has no ',' after it");
	}
	return parse_close(parser, &open, close);
}

static bool parse_bare_word(struct parser *parser)
{
	const struct token *token = &parser->token;

	mask_value(parser, token);
	if (mask_shows(parser, token))
		return parse_mistake(parser, "'%.*s' is not a value: text stands in double quotes", (int)token->len,
				     text_of(parser, token));
	return parse_mistake(parser, "this is not a value: text stands in double quotes");
}

bool parse_value(struct parser *parser, struct position name, bool hidden)
{
	int kind = parser->token.kind;

	parse_record(parser, name, hidden);
	if (token_among(kind, "{[(")) {
		if (parser->depth == SCAN_DEPTH_MAX)
			return parse_mistake(parser, "nested deeper than %d levels", SCAN_DEPTH_MAX);
		return kind == '{' ? parse_group(parser) : parse_elements(parser);
	}
	if (kind == TOKEN_STRING)
		return parse_string(parser);
	if (kind == TOKEN_NAME)
		return parse_bare_word(parser);
	if (kind != TOKEN_NUMBER && kind != TOKEN_BOOLEAN)
		return parse_unexpected(parser, "a value");
	mask_value(parser, &parser->token);
	if (kind == TOKEN_NUMBER)
		parse_number(parser);
	parse_advance(parser);
	return true;
}

static bool parse_name(struct parser *parser)
{
	const struct token *token = &parser->token;

	if (token->kind == TOKEN_BOOLEAN)
		return parse_mistake(parser, "true and false are values, not names");
	if (token->kind == ';' || token->kind == ',')
		return parse_mistake(parser, "one '%c' is enough, and only after a value", token->kind);
	if (token->kind == TOKEN_STRAY && !strncmp(text_of(parser, token), "\xef\xbb\xbf", 3))
		return parse_mistake(parser, "a byte order mark: save the file without it");
	if (token->kind != TOKEN_NAME)
		return parse_unexpected(parser, "a setting, NAME = VALUE");
	if (token->len > SCAN_NAME_MAX) {
		parse_mistake(parser, "a name of more than %d letters", SCAN_NAME_MAX);
		/* It would look like the next setting's beginning. */
		parse_advance(parser);
		return false;
	}
	mask_name(parser, token);
	return true;
}

/*
 * Decides whether values may be shown. A name inside another setting that is an outermost secret's, or that stands at
 * the very beginning of a line, means that a bracket before it was never closed.
 */
static void enter_setting(struct parser *parser, const struct token *name)
{
	const struct scan_key *key = parse_find_key(parser, name);

	if (parser->depth == 0)
		parser->key = key;
	if (parser->depth == 0)
		parser->shown = key && key->shown;
	else if ((key && !key->shown) || name->at.column == 1)
		parser->shown = false;
}

bool parse_setting(struct parser *parser)
{
	struct token name = parser->token;
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
	if (parser->token.kind != '=')
		return parse_unexpected(parser, "'=' and a value");
	uncover_and_advance(parser);
	if (!parse_value(parser, name.at, !mask_shows(parser, &name)))
		return false;
	if (parser->token.kind == ';' || parser->token.kind == ',')
		uncover_and_advance(parser);
	/* libconfig would end here; without the second one it goes on, and so do the checks of values. */
	if (first)
		memset(parser->scan->safe.ptr + name.start, ' ', parser->token.start - name.start);
	buf_cut(&parser->path, len);
	return true;
}
