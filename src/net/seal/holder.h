/*
 * Key holders: where the key is kept that opens the seal. A holder is a label and words: the kind, and what that kind
 * needs, as they stand in config.cfg and after --with:
 *
 *	file [PATH]         a file of the user's, outside the state directory
 *	secret-service      the desktop's keyring (GNOME Keyring, KWallet), through secret-tool
 *	pass NAME           pass(1), with gpg's agent
 *	systemd-creds PATH  a file that the host's key or its TPM encrypts, through systemd-creds(1)
 *	command ARGV...     anything that prints the key
 *	recovery            a person, who wrote a code down
 *
 * A key is 32 random bytes; holders keep it as one line of base64url, a person as base32. It never stands in an
 * argument: other programs get it on stdin and give it on stdout.
 *
 * A new kind is one file and one line in the table of holder.c.
 */
#ifndef DISCRED_NET_SEAL_HOLDER_H
#define DISCRED_NET_SEAL_HOLDER_H

#include <stdbool.h>

#include "base/environ.h"
#include "base/strings.h"
#include "discred/buf.h"
#include "discred/error.h"
#include "net/seal/jwe.h"

/* The person at the terminal, for the recovery code. Either is NULL where nobody can be asked. */
struct holder_person {
	/* One line, without echo. ERROR_NONE: there is no terminal. */
	int (*ask)(const char *prompt, struct buf *line, struct error *err);
	/* Shows the text on the terminal, and nowhere else. ERROR_NONE likewise. */
	int (*show)(const char *text, struct error *err);
};

struct holder_context {
	const struct environ *env;
	const struct holder_person *person;
	const char *label;
	const struct strings *words; /* [0] is the kind */
	const struct strings *scrub; /* variables that no program may see; NULL: none */
};

struct holder_kind {
	const char *name;
	const char *arguments; /* as a help text shows them; "" for none */
	const char *help;
	size_t least; /* words after the kind */
	size_t most;
	bool fresh;             /* a new holder has a new key each time: there is nothing to look for before */
	enum error_code absent; /* what it is when nothing is there: ERROR_TEMP if waiting or mounting helps */

	/*
	 * Appends what the holder keeps, one line. ERROR_NONE: nothing is there. ERROR_TEMP: it is locked, or does not
	 * answer now. ERROR_CONFIG: something has to be corrected.
	 */
	int (*get)(const struct holder_context *context, struct buf *line, struct error *err);
	/* Makes the holder keep the line, where nothing is there. NULL: only the person can. */
	int (*put)(const struct holder_context *context, const struct buf *line, struct error *err);
};

extern const struct holder_kind *const holder_table[];
extern const size_t holder_table_count;

/* The kind of these words, and whether they fit it. ERROR_USAGE for an unknown kind or a wrong number of words. */
int holder_find(const struct strings *words, const struct holder_kind **kind, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* The key that the holder keeps. ERROR_TEMP, or ERROR_CONFIG (also for a line that is no key), naming the label. */
int holder_get(const struct holder_context *context, struct jwe_key *key, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * A key for a new holder: the one that is there already, or a new one, which is put there and read back. Errors as
 * above; ERROR_NONE where only the person can put one there and has not.
 */
int holder_make(const struct holder_context *context, struct jwe_key *key, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * The key of a holder for a rekey: the one that it has, or where the person typed nothing, a new one, which is put
 * there
 * (`renewed`). Errors as for holder_get.
 */
int holder_renew(const struct holder_context *context, struct jwe_key *key, bool *renewed, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Whether there is a keyring for secret-service. Nothing in it is unlocked or read. */
bool holder_keyring_answers(const struct environ *env) __attribute__((nonnull, warn_unused_result));

/* Another program, for the kinds that need one. */
struct holder_run {
	const char *const *argv; /* ends with NULL */
	const struct buf *input; /* NULL: none */
	struct buf *output;      /* what it printed */
	char said[160];          /* the last line of its stderr, without control bytes */
	int status;
};

/* ERROR_CONFIG: there is no such program. ERROR_TEMP: it took too long. Any exit status is a success here. */
int holder_run(const struct holder_context *context, struct holder_run *run, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* "PROGRAM: LAST LINE" for an error, or "PROGRAM ended with status N". Returns -1. */
int holder_failed(const struct holder_run *run, enum error_code code, struct error *err) __attribute__((nonnull));

#endif
