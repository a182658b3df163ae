/*
 * A text as a shell would split it, and no more of a shell than that: blanks separate words; '...' and "..." keep
 * blanks; outside '...' a backslash takes the next byte as it is. No variables, no wildcards.
 */
#ifndef DISCRED_WORDS_H
#define DISCRED_WORDS_H

#include "base/strings.h"
#include "discred/error.h"

/* Adds the words. A quote without its pair, a backslash at the end: ERROR_CONFIG. */
int words_split(const char *text, struct strings *words, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Quotes the text with backslashes as one word for a shell; owned by the caller. */
char *words_quote(const char *text) __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* The hint "run 'COMMAND PATH'", with the path quoted. Returns -1. */
int words_hint_run(struct error *err, const char *command, const char *path) __attribute__((nonnull));

#endif
