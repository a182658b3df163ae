#include "core/profile/scan_parse.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const char *text_of(const struct parser *parser, const struct token *token)
{
	return parser->lexer.text + token->start;
}

static void check_include(struct parser *parser, const struct token *token)
{
	struct token word = *token;

	word.len = strlen("@include");
	mask_uncover(parser, &word);
	diagnostics_add(parser->list, token->at, "'@include' is refused: write its settings into this file");
	/* libconfig acts on it wherever a line begins with it. */
	memset(parser->scan->safe.ptr + token->start, ' ', token->len);
	parser->closed_line = token->at.line;
}

static void check_string(struct parser *parser, const struct token *token)
{
	const char *text = text_of(parser, token);
	size_t used;

	if (!token->whole) {
		diagnostics_add(parser->list, token->at, "the string is not closed on its line: a '\"' is missing");
		parser->scan->broken = parser->lost = true;
	}
	for (size_t i = 1; i < token->len; i += used) {
		struct position at = {token->at.line, token->at.column + (unsigned)i};
		char byte;

		used = lexer_byte(text + i, token->len - i, &byte);
		if (used > 1 && !byte)
			diagnostics_add(parser->list, at, "a string cannot hold a NUL byte: remove the '\\x00'");
	}
}

void parse_advance(struct parser *parser)
{
	struct token *token = &parser->token;

	parser->before = token->at;
	parser->before_kind = token->kind;
	for (;;) {
		lexer_next(&parser->lexer, token);
		if (token->kind == TOKEN_INCLUDE) {
			check_include(parser, token);
		} else if (token->kind != TOKEN_COMMENT) {
			break;
		} else {
			mask_comment(parser, token);
			if (token->whole)
				continue;
			diagnostics_add(parser->list, token->at, "the comment is never closed: a '*/' is missing");
			parser->scan->broken = true;
		}
	}
	if (token->kind == TOKEN_STRING && !parser->skipping)
		check_string(parser, token);
}

const struct scan_key *parse_find_key(const struct parser *parser, const struct token *token)
{
	for (size_t i = 0; i < parser->key_count; i++)
		if (strlen(parser->keys[i].name) == token->len &&
		    !memcmp(parser->keys[i].name, text_of(parser, token), token->len))
			return &parser->keys[i];
	return NULL;
}

bool parse_at_assignment(const struct parser *parser)
{
	struct lexer ahead = parser->lexer;
	struct token next;

	if (parser->token.kind != TOKEN_NAME)
		return false;
	do
		lexer_next(&ahead, &next);
	while (next.kind == TOKEN_COMMENT);
	return next.kind == '=';
}

bool parse_mistake(struct parser *parser, const char *format, ...)
{
	bool ended = parser->token.kind == TOKEN_END;
	struct position at = ended ? parser->before : parser->token.at;
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

bool parse_unexpected(struct parser *parser, const char *wanted)
{
	const struct token *token = &parser->token;
	const char *text = text_of(parser, token);

	if (token->kind == TOKEN_END)
		return parse_mistake(parser, "expected %s after this, not the end of the file", wanted);
	if (token->kind == TOKEN_STRAY && is_other_quote(text))
		return parse_mistake(parser, "expected %s: strings stand in straight double quotes", wanted);
	if ((parser->shown && token->whole) || (token->first && token->kind < TOKEN_END))
		mask_uncover(parser, token);
	if (mask_shows(parser, token))
		return parse_mistake(parser, "expected %s, not '%.*s'", wanted, (int)token->len, text);
	return parse_mistake(parser, "expected %s here", wanted);
}

static void complain_misfit(struct parser *parser, const struct number *number, const char *subject)
{
	const struct scan_key *key = parser->key;
	struct position at = parser->token.at;
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

void parse_number(struct parser *parser)
{
	const struct token *token = &parser->token;
	bool shown = mask_shows(parser, token);
	struct number number;
	char *subject = shown ? xasprintf("'%.*s'", (int)token->len, text_of(parser, token)) : xstrdup("this number");

	number_read(text_of(parser, token), token->len, &number);
	if (number.kind == NUMBER_BAD && !parser->skipping) {
		diagnostics_add(parser->list, token->at, "%s is not a number: text stands in double quotes",
				shown ? subject : "this");
		parser->scan->broken = parser->lost = true;
	} else if (number.kind != NUMBER_BAD && !number_fits(&number)) {
		complain_misfit(parser, &number, subject);
	}
	free(subject);
}

static bool begins_setting(const struct parser *parser)
{
	return parser->token.first && (parse_at_assignment(parser) || parse_find_key(parser, &parser->token));
}

void parse_recover(struct parser *parser)
{
	parser->skipping = true;
	for (; parser->token.kind != TOKEN_END; parse_advance(parser)) {
		int kind = parser->token.kind;

		if (parser->depth == 0 && begins_setting(parser))
			break;
		parser->shown = false;
		parser->key = NULL;
		if (kind == TOKEN_NUMBER)
			parse_number(parser);
		else if (token_among(kind, "([{"))
			parser->depth++;
		else if (token_among(kind, ")]}"))
			parser->depth -= parser->depth > 0;
	}
	parser->skipping = false;
	parser->depth = 0;
	buf_cut(&parser->path, 0);
}
