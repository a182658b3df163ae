/* What the scan of a text found: its settings, and where they stand. */
#ifndef DISCRED_SCAN_SETTING_H
#define DISCRED_SCAN_SETTING_H

#include <stdbool.h>
#include <stddef.h>

#include "core/profile/diagnostics.h"
#include "discred/buf.h"

struct scan_setting {
	char *path;            /* "client_secret.env", "stack.[0].control" */
	struct position name;  /* of the name; of the value inside a list */
	struct position value; /* of the value's first byte */
	size_t offset;         /* the same, from the text's start */
	bool hidden;           /* the name may be part of a secret */
};

struct scan {
	struct scan_setting *setting;
	size_t count;
	struct buf safe; /* the text without @include lines, second settings of one name, and secrets */
	bool broken;     /* a syntax error: libconfig could not read `safe` */
};

#define SCAN_INIT                                                                                                      \
	{                                                                                                              \
		.setting = NULL, .count = 0, .safe = BUF_INIT(BUF_FILE_MAX + 1), .broken = false                       \
	}

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
