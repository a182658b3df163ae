/*
 * One pass over a libconfig text before libconfig sees it.
 *
 * libconfig 1.5 wraps integers without a word, ends the process on some @include lines, stops at a NUL byte, and knows
 * lines but no columns. The scan follows its grammar and
 *   - records where every setting's name and value stand, by path ("stack.[1].source"), for later messages;
 *   - reports a NUL byte (and then reads nothing), any @include, integers that do not fit (int32 without L, int64 with
 * it; hexadecimal too), duplicate names and syntax errors, each with line and column, all of them together;
 *   - makes `safe`, the text that libconfig may have.
 *
 * It is stricter than libconfig where leniency hides a mistake: a string ends on its line, strings and comments are
 * closed, a number ends where a blank or punctuation begins, and nesting, names and the number of settings are bounded.
 *
 * Lines are shown to people with the error. A value is shown only if its outermost setting is a known one that is no
 * secret; everything else that may be part of a secret (bare words, what follows a mistake, text in comments) appears
 * as asterisks, here and in messages.
 */
#ifndef DISCRED_SCAN_H
#define DISCRED_SCAN_H

#include "core/profile/scan_setting.h"

/* What the scan is told of an outermost setting. */
struct scan_key {
	const char *name;
	bool shown;          /* no secret */
	bool text;           /* a number too large is to be written as a string ... */
	bool with_l;         /* ... or with an L */
	const char *instead; /* what to write otherwise, NULL: nothing to say */
};

/* Bounds that no file written by a person meets. */
enum { SCAN_DEPTH_MAX = 8, SCAN_NAME_MAX = 64, SCAN_SETTINGS_MAX = 4096 };

/* Scans the text; adds to list, whose `masked` it fills. Returns 0 when nothing was wrong, -1 otherwise. */
int scan_text(struct scan *scan, const struct buf *text, const struct scan_key *keys, size_t key_count,
	      struct diagnostics *list) __attribute__((nonnull, warn_unused_result));

#endif
