/*
 * One pass over a libconfig text before libconfig sees it.
 *
 * libconfig 1.5 wraps integers without a word, ends the process on some @include lines, stops at a NUL byte, and knows
 * lines but no columns. The scan follows its grammar and
 *   - records where every setting's name and value stand, by path ("stack.[1].source"), for later messages;
 *   - reports NUL bytes, any @include, integers that do not fit (int32 without L, int64 with it; hexadecimal too),
 *     duplicate names and syntax errors, each with line and column, all of them together;
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

#include <stdbool.h>
#include <stddef.h>

#include "core/profile/diagnostics.h"
#include "discred/buf.h"

/* What the scan is told of an outermost setting. */
struct scan_key {
	const char *name;
	bool shown;          /* no secret */
	bool text;           /* a number too large is to be written as a string ... */
	bool with_l;         /* ... or with an L */
	const char *instead; /* what to write otherwise, NULL: nothing to say */
};

struct scan_setting {
	char *path;            /* "client_secret.env", "stack.[0].control" */
	struct position name;  /* of the name; of the value inside a list */
	struct position value; /* of the value's first byte */
	size_t offset;         /* the same, from the text's start */
	bool hidden;           /* the name may be part of a secret */
};

/* Bounds that no file written by a person meets. */
enum { SCAN_DEPTH_MAX = 8, SCAN_NAME_MAX = 64, SCAN_SETTINGS_MAX = 4096 };

struct scan {
	struct scan_setting *setting;
	size_t count;
	struct buf safe; /* the text without NUL bytes, @include lines, second settings of one name, and secrets */
	bool broken;     /* a syntax error: libconfig could not read `safe` */
};

#define SCAN_INIT                                                                                                      \
	{                                                                                                              \
		.setting = NULL, .count = 0, .safe = BUF_INIT(BUF_FILE_MAX + 1), .broken = false                       \
	}

/* Scans the text; adds to list, whose `masked` it fills. Returns 0 when nothing was wrong, -1 otherwise. */
int scan_text(struct scan *scan, const struct buf *text, const struct scan_key *keys, size_t key_count,
	      struct diagnostics *list) __attribute__((nonnull, warn_unused_result));
void scan_release(struct scan *scan) __attribute__((nonnull));

/* The setting of that path, NULL when there is none. */
const struct scan_setting *scan_find(const struct scan *scan, const char *path)
    __attribute__((nonnull, warn_unused_result));

/* Where a setting stands; {0, 0} when it does not. */
struct position scan_name(const struct scan *scan, const char *path) __attribute__((nonnull, warn_unused_result));
struct position scan_value(const struct scan *scan, const char *path) __attribute__((nonnull, warn_unused_result));

/*
 * Appends the value of a setting that is a string, read from the text that was scanned: outermost secrets are not in
 * `safe`, so that libconfig, which wipes nothing, never has them.
 */
void scan_string(const struct buf *text, const struct scan_setting *setting, struct buf *value)
    __attribute__((nonnull));

/* For who changes a text: the offset behind a setting's string, all pieces of it. */
size_t scan_string_end(const struct buf *text, const struct scan_setting *setting)
    __attribute__((nonnull, warn_unused_result));

/*
 * The offset behind the first line, outside of brackets, that is the comment "# KEY = ..." or "// KEY: ..."; 0: there
 * is none.
 */
size_t scan_commented_out(const struct buf *text, const char *key) __attribute__((nonnull, warn_unused_result));

#endif
