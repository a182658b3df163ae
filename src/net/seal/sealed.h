/*
 * A store whose lasting slots are sealed (jwe.h): it wraps another store. The slots `grant`, `secret`, `extra` and
 * their drafts are sealed before they are written and opened after they are read; everything else passes through.
 *
 * Whether the store is sealed is looked at when a profile's lock is taken, and holds as long as that is held: the seal
 * has a lock of its own, which is taken before it (store.h). So the seal can't change under a renewal. Without a seal
 * all is as in the wrapped store.
 *
 * The key is asked for at the first slot that needs it, and always before a draft exists: a locked holder costs no
 * request and no grant.
 *
 * What can't be opened now (locked, an unknown key, an unknown format) is never replaced: saving and making a draft are
 * refused then, with the reason. A slot that is plain although there is a seal is read, and sealed when it is written.
 */
#ifndef DISCRED_NET_SEAL_SEALED_H
#define DISCRED_NET_SEAL_SEALED_H

#include <stdbool.h>

#include "discred/store.h"
#include "net/seal/keys.h"

/* Wraps an open store in place; store_close ends both. What `access` points to outlives the store. */
void sealed_wrap(struct store *store, const struct seal_access *access) __attribute__((nonnull));

/*
 * What taking a profile's lock does for the seal, for who has that lock from a parent process: waits at most wait_ms
 * for those who change the seal (ERROR_TEMP), and looks whether there is one.
 */
int sealed_enter(const struct store *store, int wait_ms, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * Whether what a login brings can be stored: what is there can be opened, and the key is at hand, so that nothing is
 * asked of a person or of Discord in vain. Needs no lock.
 */
int sealed_ready(const struct store *store, const char *profile, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * For a store that keeps sealed what the wrapper passes through: opens and seals a text as the wrapper does its slots.
 * Errors name the slot.
 */
int sealed_open_text(const struct store *store, const char *profile, const char *slot, const struct buf *text,
		     struct buf *plain, struct error *err) __attribute__((nonnull, warn_unused_result));
int sealed_seal_text(const struct store *store, const char *profile, const char *slot, const struct buf *plain,
		     struct buf *text, struct error *err) __attribute__((nonnull, warn_unused_result));

/* The seal was changed by another host: the next who needs a key reads it again. */
void sealed_forget_keys(const struct store *store) __attribute__((nonnull));

/* What is sealed. The grant is last: as long as it is under the old name, a move is not done. */
enum { SEALED_SLOTS = 3 };
extern const char *const sealed_slots[SEALED_SLOTS];

enum sealed_state { SEALED_NOTHING, SEALED_PLAIN, SEALED_SEALED };

/* Tells the state of a slot without opening it. The caller frees the kid of a sealed one (NULL: not wanted). */
int sealed_look(const struct store *store, const char *profile, const char *slot, enum sealed_state *state, char **kid,
		struct error *err) __attribute__((nonnull(1, 2, 3, 4, 6), warn_unused_result));

/*
 * For callers that change the seal under its exclusive lock. The store now uses these keys and takes no lock of the
 * seal. It encrypts with the first key, or writes plain if `on` is false. The caller owns the keys, which outlive the
 * store.
 */
void sealed_use(const struct store *store, struct seal_keys *keys, bool on) __attribute__((nonnull));

/*
 * Writes a slot anew as sealed_use says; one that is so already, or empty, is left. Under the profile's lock.
 * ERROR_CONFIG when none of the keys opens it.
 */
int sealed_rewrite(const struct store *store, const char *profile, const char *slot, bool *changed, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
