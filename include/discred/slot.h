/*
 * What discred keeps in a store's slots: tokens, the grant, and the rules for changing the grant so that it is never
 * lost.
 *
 * A grant is replaced through a draft: its space is reserved before the request that ends the old grant, the new grant
 * is written into it first of all, and one rename makes it the grant. The draft says which grant it replaces
 * (grant_name, or "none"), so that a run that finds a whole draft left over can finish the rename if exactly that grant
 * is in place, and deletes it otherwise. Everything about grants happens under the profile's exclusive lock.
 */
#ifndef DISCRED_SLOT_H
#define DISCRED_SLOT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/stack/grant.h"
#include "discred/error.h"
#include "discred/profile.h"
#include "discred/store.h"
#include "discred/token.h"

/* Longer than a renewal may take: to reach the server, and then for its answer. */
enum { SLOT_LOCK_MS = 240 * 1000 };

/* For a person: takes the profile's exclusive lock; says so when another process has it, and waits. ERROR_TEMP. */
int slot_lock(const struct store *store, const char *profile, struct store_hold *hold, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * Under the exclusive lock, after slot_adopt_grant and before what is stored is looked at: from here to the unlocking
 * no other host sends the grant (store.h, claim). Waits for one that is at it. ERROR_TEMP.
 */
int slot_claim(const struct store *store, const char *profile, const struct store_hold *hold, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* ERROR_NONE: nothing is stored, or what is stored is no token. ERROR_CONFIG: others could have touched it. */
int slot_load_token(const struct store *store, const char *profile, const char *slot, struct token *token,
		    struct error *err) __attribute__((nonnull, warn_unused_result));
int slot_save_token(const struct store *store, const char *profile, const char *slot, const struct token *token,
		    struct error *err) __attribute__((nonnull, warn_unused_result));

/*
 * A token was refused. Wherever it is stored it is marked (token.h): nobody uses it any more, and the next one who asks
 * gets a new one.
 *
 * Marks make one renewal an hour at most. `certain`: the server said so to us. Then a token that is refused so soon
 * after the last one is marked too, and renewing it has to wait until the hour is over (backoff.h). Otherwise a program
 * says so, which may have been refused for another reason: within the hour it is ignored.
 */
struct slot_refusal {
	const struct store *store;
	const struct profile *profile;
	const struct environ *env;
	const struct buf *secret; /* the token */
	const char *reason;       /* one line */
	bool certain;
	int64_t now;
};

/* Takes the lock for it; nothing happens while somebody else has it, for then the token is being renewed. */
int slot_refuse_token(const struct slot_refusal *refusal, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Under the exclusive lock. */
int slot_refuse_token_locked(const struct slot_refusal *refusal, const struct store_hold *hold, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* After a login: the refusals of before were of another grant's tokens. A failure is ignored. */
void slot_forget_refusals(const struct store *store, const char *profile) __attribute__((nonnull));

/*
 * Whether a stored token of the user's grant may serve the profile: same client_id and api_base, and no scope asked for
 * now that was not asked for at login. If not, err says why: ERROR_NONE, and what to run.
 */
bool slot_token_serves(const struct profile *profile, const char *client_id, const char *api_base,
		       const char *scope_asked, struct error *err) __attribute__((nonnull, warn_unused_result));

/* ERROR_NONE: nothing is stored. ERROR_CONFIG: it is damaged, or others could have touched it. */
int slot_load_grant(const struct store *store, const char *profile, struct grant *grant, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Replaces the grant without a draft. */
int slot_save_grant(const struct store *store, const char *profile, const struct grant *grant, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Finishes or deletes a draft that was left over. Called first by whoever takes the exclusive lock. */
int slot_adopt_grant(const struct store *store, const char *profile, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Reserves the space for a new grant; ERROR_SYS (disk full) before anything was asked of Discord. */
int slot_prepare_grant(const struct store *store, const char *profile, struct store_draft *draft, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * Writes the new grant into the draft, durably; then a rename is all that is missing. `replaces` is the old one, NULL
 * when there was none.
 */
int slot_write_grant(const struct store *store, const char *profile, struct store_draft *draft,
		     const struct grant *grant, const struct grant *replaces, struct error *err)
    __attribute__((nonnull(1, 2, 3, 4, 6), warn_unused_result));

/* Whether a login has left anything: the grant, a draft of it, or the user's token. */
int slot_has_login(const struct store *store, const char *profile, bool *there, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Removes all tokens (in both places), the grant, its draft, and what came with the login. Values set by hand stay. */
int slot_forget(const struct store *store, const char *profile, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* slot_forget, and the values set by hand. */
int slot_remove(const struct store *store, const char *profile, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * Renaming a profile, under the exclusive locks of both names (the lesser one, by strcmp, is taken first). slot_move
 * gives all that is stored to the new name, without reading any of it, and leaves a note there. Then the profile's file
 * and what names it follow, and slot_move_end removes the note. Whoever is ended meanwhile can do it all once more.
 * ERROR_USAGE: something is stored under the new name, and there is no note that it comes from the old one.
 */
int slot_move(const struct store *store, const char *from, const char *to, const struct store_hold *to_hold,
	      struct error *err) __attribute__((nonnull, warn_unused_result));
int slot_move_end(const struct store *store, const char *to, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Whether there is such a note: a renaming of just these was ended before it was done. */
bool slot_move_begun(const struct store *store, const char *from, const char *to)
    __attribute__((nonnull, warn_unused_result));

#endif
