/*
 * A list of checks and what came of each, for commands that look whether things are as they should be. Filled in any
 * order: a check that nobody got to is skipped.
 */
#ifndef DISCRED_CHECKLIST_H
#define DISCRED_CHECKLIST_H

#include <stddef.h>
#include <stdio.h>

#include "core/output/json.h"
#include "discred/error.h"

enum check_state { CHECK_SKIPPED, CHECK_OK, CHECK_WARNING, CHECK_FAILED };

/* "skipped", "ok", "warning", "failed" */
const char *check_state_name(enum check_state state) __attribute__((returns_nonnull, warn_unused_result));

struct check {
	const char *name; /* one word, or few; not owned */
	enum check_state state;
	struct error err; /* code OK unless it failed; the text is its reason, or what was found */
	json_t *more;     /* members that its JSON has besides, NULL: none */
};

struct checklist {
	struct check *item;
	size_t count;
};

#define CHECKLIST_INIT                                                                                                 \
	{                                                                                                              \
		.item = NULL, .count = 0                                                                               \
	}

/* Adds a check, skipped so far, and returns its place. */
size_t checklist_add(struct checklist *list, const char *name) __attribute__((nonnull));
void checklist_release(struct checklist *list) __attribute__((nonnull));

/* What came of the check at that place. Control bytes are replaced. */
void check_ok(struct checklist *list, size_t place, const char *format, ...)
    __attribute__((nonnull, format(printf, 3, 4)));
void check_skip(struct checklist *list, size_t place, const char *format, ...)
    __attribute__((nonnull, format(printf, 3, 4)));
/* Text and hint of err, and for a failure its code. */
void check_set(struct checklist *list, size_t place, enum check_state state, const struct error *err)
    __attribute__((nonnull));
void check_fail(struct checklist *list, size_t place, const struct error *err) __attribute__((nonnull));

/* Skips all of them that lie between two, both included. */
void check_skip_range(struct checklist *list, size_t first, size_t last, const char *reason) __attribute__((nonnull));

/* Adds a member to the check's JSON; takes the value over. */
void check_attach(struct checklist *list, size_t place, const char *name, json_t *value) __attribute__((nonnull));

/* How many are in that state. */
size_t checklist_count(const struct checklist *list, enum check_state state)
    __attribute__((nonnull, warn_unused_result));

/*
 * The title, then name, state, text and hint of each. With width 0 a check is one line, "TEXT; HINT". With the width of
 * a terminal texts are wrapped beside the names, and a hint begins a line of its own with "-> ".
 */
void checklist_print(FILE *out, const char *title, const struct checklist *list, size_t width) __attribute__((nonnull));

/* {"profile": name or null, "ok": no failure, "checks": [{"name", "result", "text", "code", "hint"}]}. The caller's. */
json_t *checklist_json(const char *profile, const struct checklist *list)
    __attribute__((nonnull(2), warn_unused_result));

/* 0 when nothing failed; else "failed: NAMES" with the class of the first failure and its hint. */
int checklist_verdict(const struct checklist *list, struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
