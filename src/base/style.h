/*
 * Colour: a handful of roles, and whether a stream shows them.
 *
 * With --color=auto only a terminal does, and only where NO_COLOR is unset or empty and TERM is neither unset nor
 * "dumb"; always and never are obeyed whatever the stream is. Colour never carries what the words do not say.
 *
 *	fprintf(out, "%s%s%s\n", style_begin(out, STYLE_GOOD), "valid", style_end(out));
 */
#ifndef DISCRED_STYLE_H
#define DISCRED_STYLE_H

#include <stdbool.h>
#include <stdio.h>

enum style {
	STYLE_PLAIN,
	STYLE_HEADING, /* the titles of a table */
	STYLE_GOOD,    /* as it should be */
	STYLE_WARN,    /* will need somebody */
	STYLE_BAD,     /* needs somebody now */
	STYLE_FAINT,   /* beside the point */
};

/* Whether the stream shows styles. */
bool style_on(FILE *out) __attribute__((nonnull, warn_unused_result));

/* The escape sequences that begin a style and end every style, whatever the stream; "" begins STYLE_PLAIN. */
#define STYLE_END "\033[0m"
const char *style_sequence(enum style style) __attribute__((returns_nonnull, warn_unused_result));

/* What is to be printed before and after styled text: "" where the stream shows none. */
const char *style_begin(FILE *out, enum style style) __attribute__((nonnull, returns_nonnull, warn_unused_result));
const char *style_end(FILE *out) __attribute__((nonnull, returns_nonnull, warn_unused_result));

#endif
