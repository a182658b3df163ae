/*
 * Members of a JSON object that hold an id, a permission value or a list. Each returns -1 with ERROR_CONFIG, which
 * names the member.
 */
#ifndef DISCRED_CORE_EFFECTIVE_JSON_READ_H
#define DISCRED_CORE_EFFECTIVE_JSON_READ_H

#include <stdint.h>

#include "core/output/json.h"
#include "discred/error.h"

/* An id; 0 is none. */
int json_read_id(const json_t *object, const char *name, uint64_t *id, struct error *err)
    __attribute__((nonnull(2, 3, 4), warn_unused_result));

/* The same, but it may be missing or null: *id is then 0. */
int json_read_id_if_any(const json_t *object, const char *name, uint64_t *id, struct error *err)
    __attribute__((nonnull(2, 3, 4), warn_unused_result));

int json_read_permissions(const json_t *object, const char *name, uint64_t *value, struct error *err)
    __attribute__((nonnull(2, 3, 4), warn_unused_result));

/* A whole number from 0 to INT_MAX. */
int json_read_kind(const json_t *object, const char *name, int *kind, struct error *err)
    __attribute__((nonnull(2, 3, 4), warn_unused_result));

/* An array of at most EFFECTIVE_LIST_MAX elements. */
int json_read_list(const json_t *object, const char *name, const json_t **list, struct error *err)
    __attribute__((nonnull(2, 3, 4), warn_unused_result));

/* A copy of a string that is only shown, NULL when there is none. */
char *json_copy_text(const json_t *object, const char *name) __attribute__((nonnull(2), warn_unused_result));

/* The text of an id itself. */
int json_parse_id(const json_t *value, const char *name, uint64_t *id, struct error *err)
    __attribute__((nonnull(2, 3, 4), warn_unused_result));

#endif
