/*
 * Where a secret comes from: a profile says it by reference, and only the program that needs the secret follows it.
 *
 *	{ file = "PATH" }        no group or other bits, unless root's or on a read-only file system; first line
 *	{ command = [ "..." ] }  an argv, no shell; first line of its stdout; the variables that the profile's { env }
 *	                         references name are kept from it
 *	{ env = "NAME" }
 *	{ stored = true }        slot `secret` of the store
 *	"the secret itself"      only in a file owned by the user with no group or other bits
 */
#ifndef DISCRED_SECRET_H
#define DISCRED_SECRET_H

#include <stdbool.h>

#include "base/environ.h"
#include "base/strings.h"
#include "discred/buf.h"
#include "discred/error.h"
#include "discred/store.h"

enum secret_kind { SECRET_ABSENT, SECRET_FILE, SECRET_COMMAND, SECRET_ENV, SECRET_STORED, SECRET_PLAIN };

struct secret_ref {
	enum secret_kind kind;
	char *name; /* the path, or the variable */
	struct strings argv;
	struct buf plain;
};

#define SECRET_REF_INIT                                                                                                \
	{                                                                                                              \
		.kind = SECRET_ABSENT, .plain = BUF_INIT(BUF_TOKEN_MAX)                                                \
	}

void secret_ref_release(struct secret_ref *ref) __attribute__((nonnull));

/* "file", "command", "env", "stored", "plain", "" */
const char *secret_kind_name(enum secret_kind kind) __attribute__((returns_nonnull, warn_unused_result));

/*
 * The hint for a secret that a server has refused: where its right value has to be put. A plain one is in the profile,
 * and leaves the hint as it is. Returns -1.
 */
int secret_hint_refused(const struct secret_ref *ref, const char *key, const char *profile, struct error *err)
    __attribute__((nonnull));

/* What following a reference needs besides the reference. */
struct secret_context {
	const struct environ *env;
	const struct store *store;
	const char *profile;         /* for the store, and for messages */
	const char *key;             /* the profile's key, e.g. "client_secret" */
	const struct strings *scrub; /* variables that a command must not see */
	int timeout_ms;              /* how long a command may take; 0: 60 s */
};

/*
 * Follows the reference into value (released first; empty on failure). Absent, empty, unset, a failing command, a
 * control byte: ERROR_CONFIG; a file's mode: ERROR_CONFIG; a command that takes too long: ERROR_TEMP. The error begins
 * with "KEY: " and never holds the value.
 */
int secret_resolve(const struct secret_context *context, const struct secret_ref *ref, struct buf *value,
		   struct error *err) __attribute__((nonnull, warn_unused_result));

/* Whether a profile's key of that name is a secret that the store can keep: client_secret, bot_token. */
bool secret_is_key(const char *name) __attribute__((nonnull, warn_unused_result));

/* Whether it can be a secret at all: some text without control bytes, within the buffer's limit. Else that code. */
int secret_check_text(const struct buf *value, enum error_code code, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * What a person typed, pasted or piped in as the value of that key (NULL: of either): takes away the end of the
 * line, and the marks that a terminal may put around what is pasted, and checks the rest more strictly than
 * secret_check_text. Empty on failure. ERROR_USAGE, beginning with "KEY: "; it never holds the value.
 */
int secret_take_line(const char *key, struct buf *value, struct error *err)
    __attribute__((nonnull(2, 3), warn_unused_result));

#endif
