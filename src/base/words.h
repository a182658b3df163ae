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

#endif
