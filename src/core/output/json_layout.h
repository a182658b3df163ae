/*
 * JSON as text: laid out for a person, and cut into the items of a list, without a value passing through a number or a
 * decoded string on its way. What is handed in was found to be JSON before (json_parse_any).
 */
#ifndef DISCRED_JSON_LAYOUT_H
#define DISCRED_JSON_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "core/output/json.h"
#include "discred/buf.h"
#include "discred/error.h"

/* A part of a text, not owned. */
struct json_slice {
	const char *at;
	size_t len;
};

/*
 * Appends the value over several lines, two blanks a level, as if it stood `depth` levels deep. It stays the same JSON:
 * characters in strings that a terminal might obey or be deceived by (DEL, C1, directions of writing) become \uXXXX,
 * and what was escaped stays so.
 */
void json_lay_out(struct json_slice json, unsigned depth, struct buf *out) __attribute__((nonnull));

/* Appends the value on one line, without blanks between its parts; strings as json_lay_out has them. */
void json_squeeze(struct json_slice json, struct buf *out) __attribute__((nonnull));

/*
 * Prints a value laid out like this, as a program's answer, and takes it over. NULL, what no parser made, and what is
 * larger than BUF_REPLY_MAX: ERROR_BUG, and nothing is printed.
 */
int json_print(json_t *value, FILE *out, struct error *err) __attribute__((nonnull(2, 3), warn_unused_result));

/* A list that is printed item by item, laid out like this: it may be longer than any buffer. */
struct json_list {
	FILE *out;
	size_t count;
	bool failed;
};

/* Takes the item over. */
void json_list_add(struct json_list *list, json_t *item) __attribute__((nonnull(1)));

/* ERROR_BUG if one of the items could not be printed. */
int json_list_end(struct json_list *list, struct error *err) __attribute__((nonnull, warn_unused_result));

/*
 * The items of a list, as they stand. The list of slices is the caller's to free, NULL for none. false: it is no list.
 */
bool json_items(const struct buf *json, struct json_slice **items, size_t *count)
    __attribute__((nonnull, warn_unused_result));

#endif
