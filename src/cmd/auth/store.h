/*
 * The stores of discred-auth: it alone opens what is sealed (net/seal/sealed.h). Key holders are those of config.cfg,
 * and a recovery code is typed at the terminal.
 */
#ifndef DISCRED_CMD_AUTH_STORE_H
#define DISCRED_CMD_AUTH_STORE_H

#include "discred/store.h"
#include "net/seal/keys.h"

/* The label, and the one word, of the holder that needs no entry in config.cfg. */
#define HOLDER_RECOVERY "recovery"

/*
 * Opens the store of that name, for store_close. Programs that keep a key do not see the variables `scrub` (NULL: all
 * are theirs), which is the caller's and outlives the store. Errors are store_open's.
 */
int auth_store_open(struct store *store, const char *name, const struct environ *env, const struct strings *scrub,
		    struct error *err) __attribute__((nonnull(1, 2, 3, 5), warn_unused_result));

/*
 * The store that the profile names, the caller's to free; the user's files where its file is not there, or can't be
 * read: what is stored under a name can be removed without it.
 */
char *auth_store_of(const char *profile, const struct environ *env)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/*
 * The note of a logout: this host takes nothing of the profile from the shared store. Under the lock; `left` false
 * removes it.
 */
int auth_note_left(const struct store *store, const char *profile, bool left, struct error *err)
    __attribute__((nonnull, warn_unused_result));
bool auth_has_left(const struct store *store, const char *profile) __attribute__((nonnull, warn_unused_result));

/* How key holders are reached. */
struct seal_access auth_seal_access(const struct environ *env, const struct strings *scrub)
    __attribute__((nonnull(1), warn_unused_result));

/* Whether a grant or a secret of any profile is stored. */
bool auth_stores_secrets(const struct store *store) __attribute__((nonnull, warn_unused_result));

/* Tells a person at a terminal that what is stored can be sealed, if it is not, and a keyring answers. */
void auth_suggest_seal(const struct store *store, const struct environ *env) __attribute__((nonnull));

#endif
