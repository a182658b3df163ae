/*
 * JSON from others: bounded before it is parsed, duplicates refused, and looked into without surprises. jansson does
 * the work; this is what we need of it more than once.
 */
#ifndef DISCRED_JSON_H
#define DISCRED_JSON_H

#include <jansson.h>
#include <stdint.h>

#include "discred/buf.h"

/*
 * Makes jansson wipe what it frees: its values may be tokens. For the whole process, whoever uses jansson in it; may be
 * called at any time, and more than once. What json_dumps() returns is not wiped by free(): json_write() instead.
 */
void json_wipe_on_free(void);

/*
 * The object in the bytes, NULL when they are not exactly one JSON object in UTF-8, when a name is there twice, or when
 * a string holds a NUL. If one of its integers does not fit 64 bits, all of its integers are reals. The caller's, to
 * json_decref.
 */
json_t *json_parse_object(const struct buf *bytes) __attribute__((nonnull, warn_unused_result));

/*
 * The value in the bytes, whatever it is, NULL when they are no JSON in UTF-8; for who only wants to know, or looks at
 * members he can do without. Integers as above.
 */
json_t *json_parse_any(const struct buf *bytes) __attribute__((nonnull, warn_unused_result));

/* A string; bytes of a text that is not UTF-8 become '?' where they are not ASCII. The caller's, to json_decref. */
json_t *json_lenient(const char *text) __attribute__((nonnull, warn_unused_result));

/* A time as RFC 3339; null for 0. The caller's, to json_decref. */
json_t *json_time(int64_t when) __attribute__((warn_unused_result));

/* A member's string; NULL when it is missing or of another type. Valid as long as the object. */
const char *json_text(const json_t *object, const char *name) __attribute__((nonnull(2), warn_unused_result));

/* Appends compact JSON; for several lines: json_layout.h. */
void json_write(const json_t *value, struct buf *out) __attribute__((nonnull));

#endif
