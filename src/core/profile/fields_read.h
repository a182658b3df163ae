/*
 * What each type of field does with a setting. Whatever is wrong is complained about in the document, at its place; a
 * value that was complained about is not used, because its file is not.
 */
#ifndef DISCRED_CORE_FIELDS_READ_H
#define DISCRED_CORE_FIELDS_READ_H

#include "core/output/json.h"
#include "core/profile/document.h"
#include "core/profile/fields.h"
#include "discred/profile.h"

struct field_reader {
	const struct environ *env;
	const struct source_table *sources;
	struct document *document;
};

/* `path` is that of the setting: the key, or "KEY.[1]" in a list. `target` is the profile's member. */
struct field_kind {
	const char *what; /* "a string" */
	/* Takes a string; NULL: a string is not what is wanted. */
	void (*text)(const struct field_reader *reader, const char *path, const char *text, void *target);
	/* Takes another type, and returns whether it is one that is wanted. NULL: none is. */
	bool (*other)(const struct field_reader *reader, const char *path, const config_setting_t *setting,
		      void *target);
	/* The value as it is shown; JSON null when there is none. Never a secret. */
	json_t *(*value)(const void *member);
	/* Appends what the value means, where it does not say so itself; NULL: nothing. */
	void (*meaning)(const void *member, struct buf *out);
	/* Takes the default; NULL: it is taken as a string. */
	void (*standard)(const struct field_reader *reader, const char *text, void *target);
	bool secret;
	bool digits;         /* a number too large is to be written as a string ... */
	bool with_l;         /* ... or with an L */
	const char *instead; /* what to write instead of another number */
};

extern const struct field_kind field_kinds[FIELD_TYPES];

/* The table's keys for the scan: field_table_count rows. */
void fields_keys(struct scan_key *keys) __attribute__((nonnull));

/* Fills the profile's member from the document, which has a root. */
void field_read(const struct field_reader *reader, const struct field *field, struct profile *profile)
    __attribute__((nonnull));

/* Fills all of them, and complains about keys that are none. */
void fields_read(const struct field_reader *reader, struct profile *profile) __attribute__((nonnull));

/* The parts that the types share. Each returns whether all is well, and complains if not. */
bool field_check_text(const struct field_reader *reader, const char *path, const char *text)
    __attribute__((nonnull, warn_unused_result));
bool field_check_product(const struct field_reader *reader, const char *path, const char *text)
    __attribute__((nonnull, warn_unused_result));

/* Calls `each` for the strings of a list or array. False when the setting is neither. */
bool field_elements(const struct field_reader *reader, const char *path, const config_setting_t *setting,
		    void (*each)(const struct field_reader *reader, const char *path, const char *text, void *target),
		    void *target) __attribute__((nonnull));

json_t *value_text(const void *member) __attribute__((nonnull, warn_unused_result));
json_t *value_bool(const void *member) __attribute__((nonnull, warn_unused_result));
json_t *value_seconds(const void *member) __attribute__((nonnull, warn_unused_result));
json_t *value_strings(const void *member) __attribute__((nonnull, warn_unused_result));
json_t *value_permissions(const void *member) __attribute__((nonnull, warn_unused_result));
void value_permissions_meaning(const void *member, struct buf *out) __attribute__((nonnull));
json_t *value_secret(const void *member) __attribute__((nonnull, warn_unused_result));
json_t *value_stack(const void *member) __attribute__((nonnull, warn_unused_result));

#define FIELD_TEXT_FUNCTION(name)                                                                                      \
	void name(const struct field_reader *reader, const char *path, const char *text, void *target)                 \
	    __attribute__((nonnull))
#define FIELD_OTHER_FUNCTION(name)                                                                                     \
	bool name(const struct field_reader *reader, const char *path, const config_setting_t *setting, void *target)  \
	    __attribute__((nonnull))
#define FIELD_STANDARD_FUNCTION(name)                                                                                  \
	void name(const struct field_reader *reader, const char *text, void *target) __attribute__((nonnull))

FIELD_TEXT_FUNCTION(field_text);
FIELD_TEXT_FUNCTION(field_label);
FIELD_TEXT_FUNCTION(field_product);
FIELD_TEXT_FUNCTION(field_path);
FIELD_TEXT_FUNCTION(field_snowflake);
FIELD_OTHER_FUNCTION(field_snowflake_other);
FIELD_OTHER_FUNCTION(field_bool);
FIELD_STANDARD_FUNCTION(field_bool_standard);
FIELD_OTHER_FUNCTION(field_seconds);
FIELD_STANDARD_FUNCTION(field_seconds_standard);
FIELD_TEXT_FUNCTION(field_scopes);
FIELD_OTHER_FUNCTION(field_scopes_list);
FIELD_TEXT_FUNCTION(field_permissions);
FIELD_OTHER_FUNCTION(field_permissions_other);
FIELD_TEXT_FUNCTION(field_link);
FIELD_TEXT_FUNCTION(field_url);
FIELD_TEXT_FUNCTION(field_base);
FIELD_TEXT_FUNCTION(field_redirect);
FIELD_OTHER_FUNCTION(field_redirects);
FIELD_TEXT_FUNCTION(field_host);
FIELD_OTHER_FUNCTION(field_hosts);
FIELD_OTHER_FUNCTION(field_secret);
FIELD_TEXT_FUNCTION(field_stack_name);
FIELD_OTHER_FUNCTION(field_stack);
FIELD_STANDARD_FUNCTION(field_stack_standard);

#endif
