/*
 * libconfig 1.5's lexemes, with their places.
 *
 * Punctuation is its own kind ('=' for ':' too). Differences from libconfig, all of them stricter: a string ends on its
 * line, and a number extends over every byte that could belong to a number or a name, so that "12ab" is one bad number
 * and not a number and a name.
 */
#ifndef DISCRED_CORE_SCAN_LEX_H
#define DISCRED_CORE_SCAN_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/profile/diagnostics.h"

enum lexeme_kind {
	LEXEME_END = 256,
	LEXEME_NAME,
	LEXEME_BOOLEAN,
	LEXEME_NUMBER,
	LEXEME_STRING,
	LEXEME_COMMENT,
	LEXEME_INCLUDE, /* with its string, where one follows on the line */
	LEXEME_STRAY,   /* a character that begins nothing */
};

struct lexeme {
	int kind;
	size_t start;
	size_t len;
	struct position at;
	bool first; /* on its line */
	bool whole; /* a string or comment that is closed */
};

struct lexer {
	const char *text;
	size_t len;
	size_t next;
	unsigned line;
	size_t line_start;
};

void lexer_init(struct lexer *lexer, const char *text, size_t len) __attribute__((nonnull));
void lexer_next(struct lexer *lexer, struct lexeme *lexeme) __attribute__((nonnull));

/* Whether the kind is one of these characters. */
bool lexeme_among(int kind, const char *set) __attribute__((nonnull, warn_unused_result));

/* Reads what stands at a place inside a string, an escape or a byte; returns how many bytes it takes. */
size_t lexer_byte(const char *text, size_t left, char *byte) __attribute__((nonnull, warn_unused_result));

enum number_kind { NUMBER_BAD, NUMBER_INT, NUMBER_INT64, NUMBER_FLOAT };

struct number {
	enum number_kind kind;
	bool negative;
	bool huge; /* beyond 2^64-1 */
	uint64_t value;
};

void number_read(const char *text, size_t len, struct number *number) __attribute__((nonnull));

/* Whether libconfig keeps the value: an int32 without L, an int64 with it, hexadecimal ones not taken as negative. */
bool number_fits(const struct number *number) __attribute__((nonnull, warn_unused_result));

#endif
