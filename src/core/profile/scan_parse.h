/*
 * The scan's inside: a parser that follows libconfig's grammar, and what it may show of the text.
 *
 * Masking: at first every byte but blanks is an asterisk. The parser uncovers what it has understood to be harmless.
 * A secret closes the rest of its line, and so does a mistake, because what stands there may be anything. After a
 * mistake only the names of known settings, and what they directly hold, are uncovered.
 */
#ifndef DISCRED_CORE_SCAN_PARSE_H
#define DISCRED_CORE_SCAN_PARSE_H

#include "core/profile/scan_lex.h"

struct parser {
	struct lexer lexer;
	struct token token;     /* the one being looked at */
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

/* Covers everything; list->masked is made. */
void mask_init(struct parser *parser) __attribute__((nonnull));
/* Uncovers bytes of the line that the parser is in, unless it is closed. */
void mask_uncover(struct parser *parser, const struct token *token) __attribute__((nonnull));
/* Uncovers a value, or closes the line if it may be a secret. */
void mask_value(struct parser *parser, const struct token *token) __attribute__((nonnull));
/* Uncovers a name if it can't be part of a secret, else closes the line. */
void mask_name(struct parser *parser, const struct token *token) __attribute__((nonnull));
/* Each line of a comment up to what looks like a value. */
void mask_comment(struct parser *parser, const struct token *token) __attribute__((nonnull));
/* Whether a person may see the token. */
bool mask_shows(const struct parser *parser, const struct token *token) __attribute__((nonnull, warn_unused_result));

/* Takes the next token that means something; complains about comments, includes and strings that are wrong. */
void parse_advance(struct parser *parser) __attribute__((nonnull));

/* Complains about the token if it is a number that libconfig would not keep, or none. */
void parse_number(struct parser *parser) __attribute__((nonnull));

/* A mistake at the token: complains and closes the line. Returns false. */
bool parse_mistake(struct parser *parser, const char *format, ...) __attribute__((nonnull(1, 2), format(printf, 2, 3)));

/* The same for a token that should have been something else. */
bool parse_unexpected(struct parser *parser, const char *wanted) __attribute__((nonnull));

/* One setting, or the elements of a list; false after a mistake. */
bool parse_setting(struct parser *parser) __attribute__((nonnull, warn_unused_result));
bool parse_value(struct parser *parser, struct position name, bool hidden) __attribute__((nonnull, warn_unused_result));

/* Notes a setting under the parser's path. */
void parse_record(struct parser *parser, struct position name, bool hidden) __attribute__((nonnull));

/* Skips what follows a mistake, up to a line that begins an outermost setting. */
void parse_recover(struct parser *parser) __attribute__((nonnull));

/* The row of the outermost setting that the token names, NULL: unknown. */
const struct scan_key *parse_find_key(const struct parser *parser, const struct token *token)
    __attribute__((nonnull, warn_unused_result));

/* Whether the parser is at a name with '=' after it. */
bool parse_at_assignment(const struct parser *parser) __attribute__((nonnull, warn_unused_result));

#endif
