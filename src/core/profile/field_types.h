/*
 * What each type of field does with a setting. Whatever is wrong is complained about in the document, at its place; a
 * value that was complained about is not used, because its file is not.
 */
#ifndef DISCRED_CORE_FIELD_TYPES_H
#define DISCRED_CORE_FIELD_TYPES_H

#include "base/environ.h"
#include "core/output/json.h"
#include "core/profile/document.h"
#include "discred/source.h"

enum { FIELD_SECONDS_MAX = 604800 };

struct field_reader {
	const struct environ *env;
	const struct source_table *sources;
	struct document *document;
};

/* The parts that the types share. Each returns whether all is well, and complains if not. */
bool field_check_text(const struct field_reader *reader, const char *path, const char *text)
    __attribute__((nonnull, warn_unused_result));
bool field_check_product(const struct field_reader *reader, const char *path, const char *text)
    __attribute__((nonnull, warn_unused_result));

/* Calls `each` for the strings of a list or array. False when the setting is neither. */
bool field_elements(const struct field_reader *reader, const char *path, const config_setting_t *setting,
		    void (*each)(const struct field_reader *reader, const char *path, const char *text, void *target),
		    void *target) __attribute__((nonnull));

/*
 * A word of a command, for field_elements(); target is a struct strings. The first is a name to look for in PATH or an
 * absolute path: a program found from the working directory could be anybody's.
 */
void field_command_word(const struct field_reader *reader, const char *path, const char *text, void *target)
    __attribute__((nonnull));

/* What a type does with a text, with a setting of another type, and with the text of a default (struct field_kind). */
#define FIELD_TEXT_FUNCTION(name)                                                                                      \
	void name(const struct field_reader *reader, const char *path, const char *text, void *target)                 \
	    __attribute__((nonnull))
#define FIELD_OTHER_FUNCTION(name)                                                                                     \
	bool name(const struct field_reader *reader, const char *path, const config_setting_t *setting, void *target)  \
	    __attribute__((nonnull))
#define FIELD_DEFAULT_FUNCTION(name)                                                                                   \
	void name(const struct field_reader *reader, const char *text, void *target) __attribute__((nonnull))

FIELD_TEXT_FUNCTION(field_text);
FIELD_TEXT_FUNCTION(field_label);
FIELD_TEXT_FUNCTION(field_product);
FIELD_TEXT_FUNCTION(field_path);
FIELD_TEXT_FUNCTION(field_snowflake);
FIELD_OTHER_FUNCTION(field_snowflake_other);
FIELD_OTHER_FUNCTION(field_bool);
FIELD_DEFAULT_FUNCTION(field_bool_default);
FIELD_OTHER_FUNCTION(field_seconds);
FIELD_DEFAULT_FUNCTION(field_seconds_default);
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

/* The value of a member, as it is shown; JSON null when there is none. */
json_t *value_text(const void *member) __attribute__((nonnull, warn_unused_result));
json_t *value_bool(const void *member) __attribute__((nonnull, warn_unused_result));
json_t *value_seconds(const void *member) __attribute__((nonnull, warn_unused_result));
json_t *value_strings(const void *member) __attribute__((nonnull, warn_unused_result));
json_t *value_permissions(const void *member) __attribute__((nonnull, warn_unused_result));
void value_permissions_meaning(const void *member, struct buf *out) __attribute__((nonnull));

#endif
