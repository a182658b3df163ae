/*
 * What a profile's keys are worth and where that comes from, for those who show it. Whatever is in the field table is
 * shown; a secret is a reference (of a command the program alone) or "(hidden)".
 */
#ifndef DISCRED_CMD_PROFILE_FIELDS_SHOW_H
#define DISCRED_CMD_PROFILE_FIELDS_SHOW_H

#include "core/output/json.h"
#include "core/profile/fields.h"
#include "discred/buf.h"
#include "discred/profile.h"

enum field_origin {
	FIELD_UNSET,   /* no value */
	FIELD_GIVEN,   /* in the profile's file, or in a shared stack's that it names */
	FIELD_DEFAULT, /* the default */
	FIELD_DERIVED, /* a default made of others: profile_derived_from() */
};

/* Of a profile that was loaded; `field` is a row of field_table. */
enum field_origin field_origin(const struct field *field, const struct profile *profile)
    __attribute__((nonnull, warn_unused_result));

/* "given", "default", "derived", "unset" */
const char *field_origin_name(enum field_origin origin) __attribute__((returns_nonnull, warn_unused_result));

/* JSON null when there is none. The caller's, to json_decref. */
json_t *field_value(const struct field *field, const struct profile *profile)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/*
 * Appends the value for a person: strings as they are, lists with blanks between, groups as they are written in a
 * profile, one a line; what a number means in parentheses. Nothing when there is none.
 */
void field_words(const struct field *field, const struct profile *profile, struct buf *out) __attribute__((nonnull));

#endif
