/*
 * The keys of a profile: one table parses, defaults, validates, documents and shows them.
 *
 * A new key is one row and, if it has a shape of its own, one type. A type that is a secret never has its value shown
 * or quoted.
 */
#ifndef DISCRED_FIELDS_H
#define DISCRED_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/profile/field_types.h"
#include "discred/profile.h"

enum field_type {
	FIELD_TEXT,      /* a string that is not empty */
	FIELD_LABEL,     /* a string, may be empty */
	FIELD_PRODUCT,   /* printable ASCII without parentheses and comma: part of a User-Agent */
	FIELD_LINK,      /* an http or https URL that is such a part */
	FIELD_SNOWFLAKE, /* a decimal string from 1 to 2^64-1, no leading zero */
	FIELD_BOOL,
	FIELD_SECONDS,     /* 0 to 604800 */
	FIELD_SCOPES,      /* a string with spaces, or a list of strings */
	FIELD_PERMISSIONS, /* an expression (permission.h), a number (with L when it is large), or a list of expressions
			    */
	FIELD_URL,         /* https, or http for a loopback host */
	FIELD_BASE,        /* such a URL without a query, kept without a slash at its end */
	FIELD_REDIRECTS,   /* an http or https URL, or a list of them */
	FIELD_HOSTS,       /* HOST or HOST:PORT, or a list of them, kept in lower case */
	FIELD_PATH,        /* absolute, or with ~/ */
	FIELD_SECRET,      /* a reference, secret.h */
	FIELD_STACK,       /* a list of groups, or the name of a shared stack */
};
enum { FIELD_TYPES = FIELD_STACK + 1 };

struct field {
	const char *key;
	enum field_type type;
	size_t offset;             /* into struct profile */
	const char *default_value; /* the default as text, NULL: none, or one that profile_load makes from other keys */
	bool required;
	const char *help; /* one line */
};

extern const struct field field_table[];
extern const size_t field_table_count;

/* The row of a key, NULL for a word that is none. */
const struct field *field_find(const char *key) __attribute__((nonnull, warn_unused_result));

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
	void (*take_default)(const struct field_reader *reader, const char *text, void *target);
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

/* Fills the profile from the document, which has a root, and complains about keys that are none. */
void fields_read(const struct field_reader *reader, struct profile *profile) __attribute__((nonnull));

#endif
