/*
 * Secrets on their way into the store. No program but discred-auth reads or writes what is kept there: it is handed the
 * value on stdin, never in an argument.
 */
#ifndef DISCRED_CMD_PROFILE_SECRET_H
#define DISCRED_CMD_PROFILE_SECRET_H

#include <stdbool.h>

#include "base/environ.h"
#include "discred/buf.h"
#include "discred/error.h"
#include "discred/source.h"

/*
 * Runs discred-auth with these words, which end with NULL, and the input on its stdin (NULL: none). Its answer is the
 * result, or for SOURCE_FAIL the error, with its code.
 */
int profile_ask_auth(const struct environ *env, const char *const *words, const struct buf *input,
		     enum source_result *result, struct error *err)
    __attribute__((nonnull(1, 2, 4, 5), warn_unused_result));

/*
 * Keeps the value as the client_secret or bot_token of a profile that is there, or with `new` of one that is not there
 * yet, for { stored = true }. Errors are discred-auth's, with their codes.
 */
int profile_hand_secret(const struct environ *env, const char *profile, const char *key, const struct buf *value,
			bool new, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Removes what is kept for the key; `there` tells whether there was something. */
int profile_erase_secret(const struct environ *env, const char *profile, const char *key, bool *there,
			 struct error *err) __attribute__((nonnull, warn_unused_result));

/*
 * Asks at the controlling terminal, without echo. Whoever presses ^C there gets the terminal back as it was. `value`
 * wants the limit BUF_TOKEN_MAX; it is empty on failure. ERROR_USAGE: it was too long, ask again; ERROR_NONE: there is
 * no terminal.
 */
int profile_type_secret(const char *prompt, struct buf *value, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Takes away blanks around what was typed or pasted. */
void profile_trim_secret(struct buf *value) __attribute__((nonnull));

/* The same, and checks the value (secret_take_line): ERROR_USAGE too if it cannot be a secret. */
int profile_ask_secret(const char *prompt, struct buf *value, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* The same from stdin, to its end: for where that is no terminal. */
int profile_read_secret(struct buf *value, struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
