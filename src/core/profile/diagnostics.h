/*
 * What is wrong with a text that a person wrote, by line and column: collected, and printed with the lines.
 */
#ifndef DISCRED_DIAGNOSTICS_H
#define DISCRED_DIAGNOSTICS_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include "discred/error.h"

/* Lines and columns count from 1; columns count bytes, a tab is one. Line 0: nowhere; column 0: the whole line. */
struct position {
	unsigned line;
	unsigned column;
};

struct diagnostic {
	struct position at;
	char *message;
};

/*
 * What is wrong with one file, sorted by place; what stands nowhere comes last. One entry for each place: the first
 * that was added, which is the one nearest to the cause. The text is masked already: it can be shown.
 */
struct diagnostics {
	char *path;
	char *masked; /* the file's text with secrets as asterisks, same lines and columns */
	struct diagnostic *item;
	size_t count;
	struct diagnostics *next; /* about a file that this one names, or NULL */
};

/* More are not kept. */
enum { DIAGNOSTICS_MAX = 100 };

#define DIAGNOSTICS_INIT                                                                                               \
	{                                                                                                              \
		.path = NULL, .masked = NULL, .item = NULL, .count = 0, .next = NULL                                   \
	}

void diagnostics_release(struct diagnostics *list) __attribute__((nonnull));
void diagnostics_add(struct diagnostics *list, struct position at, const char *format, ...)
    __attribute__((nonnull(1, 3), format(printf, 3, 4)));
void diagnostics_add_args(struct diagnostics *list, struct position at, const char *format, va_list args)
    __attribute__((nonnull(1, 3), format(printf, 3, 0)));

/* Moves the mistakes of an included file into this list; `other` is empty afterwards. */
void diagnostics_join(struct diagnostics *list, struct diagnostics *other) __attribute__((nonnull));

/*
 * Whether nothing was found: 0, or -1 with the first complaint as "FILE:LINE:COLUMN: MESSAGE" in err, ERROR_CONFIG.
 * Where only the other file has any, they become the list's own.
 */
int diagnostics_verdict(struct diagnostics *list, struct error *err) __attribute__((nonnull, warn_unused_result));

/*
 * As gcc does, sorted by place:
 *	FILE:LINE:COLUMN: MESSAGE
 *	 LINE | the line
 *	      |     ^
 */
void diagnostics_print(FILE *out, const struct diagnostics *list) __attribute__((nonnull));

#endif
