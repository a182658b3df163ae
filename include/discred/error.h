/*
 * The one error type: a code that says what to do next, one line of text, and a hint.
 *
 * It lives on the caller's stack, is set once where the trouble is found (error_set) and given context on the way up
 * (error_prefix), so that the whole reads: profile 'reader': stack: source 'refresh': no grant is stored. It never
 * holds a secret. Text is lower case, names its subject in single quotes, and has no full stop. The hint is the next
 * step, and is kept apart so that prefixes do not push it around.
 *
 *	if (fd < 0)
 *		return error_set(err, ERROR_SYS, "cannot open '%s': %s", path, strerror(errno));
 */
#ifndef DISCRED_ERROR_H
#define DISCRED_ERROR_H

#include <stdio.h>

/* The numbers are the exit statuses (sysexits.h, where it has them): one class per thing to do next. */
enum error_code {
	ERROR_OK = 0,
	ERROR_USAGE = 64,  /* the command line is wrong */
	ERROR_NONE = 66,   /* nothing is there: log in */
	ERROR_BUG = 70,    /* discred itself is wrong */
	ERROR_SYS = 71,    /* the operating system refused something */
	ERROR_TEMP = 75,   /* try again later: network, 5xx, 429, lock */
	ERROR_DENIED = 77, /* refused: invalid_grant, access_denied */
	ERROR_CONFIG = 78, /* fix a file: its contents, or its mode */
};

struct error {
	enum error_code code;
	char text[512];
	char hint[256];
};

#define ERROR_INIT                                                                                                     \
	{                                                                                                              \
		.code = ERROR_OK, .text = "", .hint = ""                                                               \
	}

/* Fills err, drops an older hint, and returns -1. */
int error_set(struct error *err, enum error_code code, const char *format, ...)
    __attribute__((nonnull(1, 3), format(printf, 3, 4)));

/* What to do next, for example "run 'discred auth login reader'". Returns -1. */
int error_hint(struct error *err, const char *format, ...) __attribute__((nonnull(1, 2), format(printf, 2, 3)));

/* Puts "context: " before the text; cuts at the end when it gets too long. Returns -1. */
int error_prefix(struct error *err, const char *format, ...) __attribute__((nonnull(1, 2), format(printf, 2, 3)));

void error_clear(struct error *err) __attribute__((nonnull));

/* The name of a code as it stands in records and JSON ("none", "temp", ...), and back; ERROR_BUG for a strange one. */
const char *error_name(enum error_code code) __attribute__((returns_nonnull, warn_unused_result));
enum error_code error_from_name(const char *name) __attribute__((nonnull, warn_unused_result));

/* The hint to show: its own, or else its code's; "" when there is none. */
const char *error_next_step(const struct error *err) __attribute__((nonnull, returns_nonnull, warn_unused_result));

/*
 * Prints "PROGRAM: TEXT; HINT" and a newline, harmful characters replaced by '?', and returns the exit status. Without
 * a hint of its own an error shows its code's.
 */
int error_report(FILE *out, const char *program, const struct error *err) __attribute__((nonnull));

/*
 * Replaces what may steer a terminal or deceive its reader (utf8_is_harmful), and bytes that are no UTF-8, by '?' each,
 * in place: for foreign text shown to a person. The text gets no longer.
 */
void text_sanitize(char *text) __attribute__((nonnull));

#endif
