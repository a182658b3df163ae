#include <string.h>

#include "base/memory.h"
#include "core/profile/scan_parse.h"

void mask_init(struct parser *parser)
{
	const struct lexer *lexer = &parser->lexer;
	char *masked = xstrndup(lexer->text, lexer->len);

	for (char *c = masked; *c; c++)
		if (!strchr(" \t\n\r", *c))
			*c = '*';
	parser->list->masked = masked;
}

static void uncover(struct parser *parser, size_t start, size_t len)
{
	memcpy(parser->list->masked + start, parser->lexer.text + start, len);
}

void mask_uncover(struct parser *parser, const struct token *token)
{
	if (token->at.line != parser->closed_line)
		uncover(parser, token->start, token->len);
}

void mask_value(struct parser *parser, const struct token *token)
{
	/* An open string may have swallowed anything, brackets too. */
	if (parser->shown && token->whole && !(parser->lost && parser->depth))
		mask_uncover(parser, token);
	else
		parser->closed_line = token->at.line;
}

/* A strange name may be the rest of a secret that held a quote: it must look and stand like a setting's beginning. */
static bool begins_setting(const struct parser *parser, const struct token *token)
{
	return parse_at_assignment(parser) && (token->first || token_among(parser->before_kind, ";,{"));
}

void mask_name(struct parser *parser, const struct token *token)
{
	bool harmless;

	if (parser->depth == 0)
		harmless = parse_find_key(parser, token) || (!parser->lost && begins_setting(parser, token));
	else
		harmless = parser->shown || (!parser->lost && parse_at_assignment(parser));
	if (harmless)
		mask_uncover(parser, token);
	else
		parser->closed_line = token->at.line;
}

void mask_comment(struct parser *parser, const struct token *token)
{
	const char *text = parser->lexer.text;
	size_t end = token->start + token->len;
	size_t at = token->start;
	unsigned line = token->at.line;

	/* A bare secret may begin like a comment. */
	if (parser->before_kind == '=' && !parser->shown)
		parser->closed_line = line;
	while (at < end) {
		const char *newline = memchr(text + at, '\n', end - at);
		size_t stop = newline ? (size_t)(newline - text) : end;
		size_t len = 0;

		while (at + len < stop && !strchr("\"'=:", text[at + len]))
			len++;
		if (line != parser->closed_line && !parser->lost)
			uncover(parser, at, len);
		at = stop + 1;
		line++;
	}
}

bool mask_shows(const struct parser *parser, const struct token *token)
{
	return !memcmp(parser->list->masked + token->start, parser->lexer.text + token->start, token->len);
}
