/* The text in the cells of a table. A locale of UTF-8 must be in use for all of these. */
#ifndef DISCRED_CORE_TABLE_TEXT_H
#define DISCRED_CORE_TABLE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* A copy in which everything that does not belong on a terminal is '?'; the caller's to free. */
char *table_text_clean(const char *text, bool ascii) __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* How many columns a cleaned text takes. */
size_t table_text_width(const char *text) __attribute__((nonnull, warn_unused_result));

/*
 * A copy of a cleaned text with newlines, so that no line of it is wider than that: between words, and within a word
 * that is wider by itself. The caller's to free.
 */
char *table_text_wrap(const char *text, size_t width) __attribute__((nonnull, returns_nonnull, warn_unused_result));

#endif
