/*
 * A source can answer "give me a token for this profile". One const row per source, in its own file; the row says which
 * options a stack entry may give it, and the loader checks them, so get() sees valid values only.
 *
 * get() returns a result and, with SOURCE_OK, fills the token. With SKIP, FAIL and ABORT it sets err: the code says
 * what the caller does next, the text is the reason that `--explain` and the final error show. Never a secret.
 *
 * A new source is one file in src/source/ and one line in its table.
 */
#ifndef DISCRED_SOURCE_H
#define DISCRED_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/environ.h"
#include "base/strings.h"
#include "discred/error.h"
#include "discred/store.h"
#include "discred/token.h"

struct profile;

/* In PAM's terms OK and PASS are PAM_SUCCESS, SKIP is PAM_CRED_UNAVAIL, FAIL is PAM_AUTH_ERR; ABORT is our own. */
enum source_result {
	SOURCE_OK,    /* a token */
	SOURCE_PASS,  /* a gate said yes; no token */
	SOURCE_SKIP,  /* nothing here, or stale */
	SOURCE_FAIL,  /* tried and refused */
	SOURCE_ABORT, /* unsafe, or cancelled: ends the stack */
};
enum { SOURCE_RESULTS = SOURCE_ABORT + 1 };

/* "ok", "pass", "skip", "fail", "abort", and back; -1 for another word. */
const char *source_result_name(enum source_result result) __attribute__((returns_nonnull, warn_unused_result));
int source_result_parse(const char *name, enum source_result *result) __attribute__((nonnull, warn_unused_result));

enum source_option_type {
	OPTION_TEXT,
	OPTION_SECONDS,    /* 1 to 86400 */
	OPTION_LIFETIME,   /* seconds, 1 to 31536000 */
	OPTION_TOKEN_TYPE, /* "Bearer" or "Bot", any letter case; kept as token_type_name() spells it */
	OPTION_VARIABLE,   /* an environment variable that holds a secret: kept from every child */
	OPTION_PATH,       /* absolute, or with ~/ or $CREDENTIALS_DIRECTORY/ before it */
	OPTION_ARGV,       /* a list of words: a program, by name or absolute path, and its arguments */
	OPTION_SCOPES,     /* a string with spaces, or a list of strings; kept as the former */
	OPTION_NAME,       /* name_valid() */
};

struct source_option {
	const char *name;
	enum source_option_type type;
	bool required;
	const char *default_value; /* the default, NULL: none */
	const char *help;
};

/* The options of one stack entry, as name and value; defaults are filled in. */
struct source_setting {
	char *name;
	char *value;          /* NULL for a list */
	struct strings words; /* of a list */
};

struct source_settings {
	struct source_setting *item;
	size_t count;
};

/* NULL when not given and without a default, and for a list. */
const char *source_setting(const struct source_settings *settings, const char *name)
    __attribute__((nonnull, warn_unused_result));
/* Of an OPTION_SECONDS that is required or has a default. */
int source_seconds(const struct source_settings *settings, const char *name)
    __attribute__((nonnull, warn_unused_result));
/* Of an OPTION_ARGV that is required. */
const struct strings *source_words(const struct source_settings *settings, const char *name)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));
void source_settings_add(struct source_settings *settings, const char *name, const char *value)
    __attribute__((nonnull));
/* Takes the words over; `words` is empty afterwards. */
void source_settings_add_words(struct source_settings *settings, const char *name, struct strings *words)
    __attribute__((nonnull));
/* Appends them all in one line, whatever order they were written in: equal lines, equal settings. */
void source_settings_line(const struct source_settings *settings, struct buf *line) __attribute__((nonnull));
void source_settings_release(struct source_settings *settings) __attribute__((nonnull));

/* What a source may look at. */
struct source_context {
	const struct profile *profile;
	const struct environ *env;
	const struct store_table *stores; /* from which the walk opens the profile's */
	const struct store *store;
	int64_t now;             /* Unix seconds */
	int64_t min_valid;       /* seconds that a token should still have */
	bool min_valid_demanded; /* ... must have: given on the command line */
	bool no_input;           /* nobody may be asked: --no-input, or a program speaks a helper protocol with us */
	const enum token_type *type; /* the only kind of token that is wanted; NULL: any */
	const struct source_settings *settings;
};

/* What a source hands out. Token states and warnings ask this, and never for a name. */
enum source_kind {
	SOURCE_OTHER,         /* what somebody else keeps or makes */
	SOURCE_CACHE,         /* the stored token of the user's grant */
	SOURCE_REFRESH,       /* a token that the grant is renewed for */
	SOURCE_AUTHORIZATION, /* a token of a new grant: the user is asked */
	SOURCE_CLIENT,        /* a token of the client's own, RFC 6749 4.4 */
	SOURCE_BOT,           /* the profile's bot token */
};

/* Whether a token has as much left as is demanded, or else wished for. */
bool source_suffices(const struct source_context *context, const struct token *token, int64_t now)
    __attribute__((nonnull, warn_unused_result));

/* Whether a successor of the token would live for less than is demanded too; err says so: ERROR_TEMP. */
bool source_demands_too_much(const struct token *token, int64_t demanded, struct error *err)
    __attribute__((nonnull, warn_unused_result));

struct source {
	const char *name;
	const char *help;
	enum source_kind kind;
	bool gate;        /* can only PASS, never OK: `sufficient` on it is refused at load */
	bool passes_on;   /* takes options besides its own, of any name: they are another program's */
	const char *type; /* "Bearer", "Bot": of all its tokens; NULL: its option `type` says, or the token itself */
	const struct source_option *options; /* ends with a NULL name */
	enum source_result (*get)(const struct source_context *context, struct token *token, struct error *err);
};

/* The rows of src/source/table.c. Core is handed them, it does not know them. */
struct source_table {
	const struct source *const *row;
	size_t count;
	const struct source *const
	    *fallback;            /* the stack of a profile that has none, all `sufficient`; ends with NULL */
	const struct source *bot; /* asked alone where the bot's token is wanted, whatever the stack */
};
extern const struct source_table source_table;

/* By a name that was read from a file or a command line; NULL: there is none. */
const struct source *source_find(const struct source_table *table, const char *name)
    __attribute__((nonnull, warn_unused_result));

#endif
