/*
 * A store keeps opaque bytes under (profile, slot). It knows no JSON and no token.
 *
 * Slots: `token` (short-lived access token), `grant` (long-lived refresh token), `secret` (values put there by
 * `profile set-secret`), `extra` (guild and webhook of the last login), `token-SOURCE` (a token that another source
 * keeps), `token-bot` (a copy of the bot token in `secret`: in memory or nowhere, and not listed). Tokens may live in a
 * place that ends with the session, while it takes them, and on a disk unless that is forbidden; everything else lasts.
 *
 * A lock per profile orders those who change the grant; it dies with its holder, and its file carries the marker of the
 * last failure. A draft is a second version of a slot, with its space reserved on disk before it is needed, that is
 * published by one rename. Drafts are made, adopted, moved and discarded under the lock only.
 *
 * The seal is one record of the whole store: what net/seal needs to open what it has sealed. To the store it is opaque
 * too.
 *
 * A store may be shared by hosts (net/etcd). Then grant, secret and extra are there, and the seal with them; the access
 * token is there and, for the warm path, on each host; locks, their markers and drafts are each host's.
 *
 * A program hands its table of stores down, as it hands down its sources, and a profile names the row that keeps what
 * is its own. A new store is one file in src/store/ and one line in the table there.
 */
#ifndef DISCRED_STORE_H
#define DISCRED_STORE_H

#include <stdbool.h>

#include "base/environ.h"
#include "base/strings.h"
#include "discred/buf.h"
#include "discred/error.h"

struct store;

/* STORE_HOST: exclusive too, but other hosts are asked only by `join`. */
enum store_lock { STORE_SHARED, STORE_EXCLUSIVE, STORE_HOST };

enum store_part { STORE_SLOT, STORE_DRAFT };

/* Where tokens are: in memory; on a disk; or, as there is no memory for them, nowhere. */
enum store_tokens { STORE_TOKENS_IN_MEMORY, STORE_TOKENS_ON_DISK, STORE_TOKENS_NOWHERE };

struct shared_hold; /* what a shared store knows while a profile's lock is held */

/* A held lock; fd is -1 when none is held. */
struct store_hold {
	int fd;
	struct shared_hold *shared; /* NULL: the store is this host's alone */
};

/* A draft being written; fd is -1 when there is none. */
struct store_draft {
	int fd;
};

#define STORE_HOLD_INIT                                                                                                \
	{                                                                                                              \
		.fd = -1                                                                                               \
	}
#define STORE_DRAFT_INIT                                                                                               \
	{                                                                                                              \
		.fd = -1                                                                                               \
	}

/* Every operation: ERROR_CONFIG for files that others could touch, ERROR_SYS for what the system refused. */
struct store_ops {
	const char *name;

	int (*open)(struct store *store, const char *name, const struct environ *env, struct error *err);
	void (*close)(struct store *store);

	/* Appends the slot's bytes; ERROR_NONE when the slot is empty. */
	int (*load)(const struct store *store, const char *profile, const char *slot, struct buf *bytes,
		    struct error *err);
	/*
	 * Durably replaces the slot; what a killed writer of it left behind is used up. The cost does not grow with
	 * what else is stored. Not for two at once. ERROR_NONE when there is no memory for `token-bot`.
	 */
	int (*save)(const struct store *store, const char *profile, const char *slot, const struct buf *bytes,
		    struct error *err);
	/* Durably empties the slot, everywhere it may be, and what was set aside of it; empty already is fine. */
	int (*erase)(const struct store *store, const char *profile, const char *slot, struct error *err);
	/*
	 * Durably keeps what is in a lasting slot, or in its draft, as its damaged version, of which there is one: it
	 * is about to be replaced and can't be read. Empty: nothing happens.
	 */
	int (*set_aside)(const struct store *store, const char *profile, const char *slot, enum store_part part,
			 struct error *err);
	/* Appends what changes whenever a lasting slot is replaced or erased; STORE_STAMP_NONE for an empty one. It
	 * reads nothing of it. */
	void (*stamp)(const struct store *store, const char *profile, const char *slot, struct buf *text);
	/* Adds the names of the profile's slots that hold something. */
	int (*list)(const struct store *store, const char *profile, struct strings *slots, struct error *err);
	/* Adds the names of the profiles that have anything there that lasts: a slot, a draft or a lock. Each once. */
	int (*profiles)(const struct store *store, struct strings *names, struct error *err);

	/* Waits up to wait_ms (-1: for ever, 0: not at all) for the profile's lock; ERROR_TEMP when it is over. */
	int (*lock)(const struct store *store, const char *profile, enum store_lock kind, int wait_ms,
		    struct store_hold *hold, struct error *err);
	void (*unlock)(struct store_hold *hold);
	/*
	 * After STORE_HOST, under which the token is this host's copy: makes it STORE_EXCLUSIVE, and waits for other
	 * hosts as `lock` does. So whoever waited for a process of this host need not ask them. Failed: it is as
	 * before.
	 */
	int (*join)(const struct store *store, const char *profile, int wait_ms, struct store_hold *hold,
		    struct error *err);
	/* Unlocks, and removes the lock with its marker: for a name that is no profile's any more. */
	int (*lock_remove)(const struct store *store, const char *profile, struct store_hold *hold, struct error *err);
	/*
	 * Durably replaces the marker beside the lock, under the exclusive lock; empty bytes remove it. Whoever is
	 * ended meanwhile leaves the old marker or the new one.
	 */
	int (*mark)(const struct store_hold *hold, const struct buf *bytes, struct error *err);
	int (*marker)(const struct store *store, const char *profile, struct buf *bytes, struct error *err);

	/*
	 * Sending what can be sent only once, the refresh token: begin (claim), commit to send, keep (the draft),
	 * publish (draft_publish), give back (unlock). Where hosts share the store these five order them; a store of
	 * one host is ordered by its lock. All under the exclusive lock.
	 *
	 * claim: from here on no other host sends the profile's grant. `claimed` false: another host was first, and has
	 * been waited for; what is stored has to be looked at again. ERROR_TEMP: nothing is known, nothing may be sent.
	 *
	 * commit: just before the first byte, and again before each repetition. `bytes` is the marker that says that
	 * the grant is uncertain: it is in place for all hosts from here on, until `mark`, draft_publish or unlock
	 * replace it. ERROR_TEMP: it must not be sent.
	 *
	 * `token` is saved before the draft is published: who shares the store gets both at once.
	 */
	int (*claim)(const struct store *store, const char *profile, const struct store_hold *hold, bool *claimed,
		     struct error *err);
	int (*commit)(const struct store_hold *hold, const struct buf *bytes, struct error *err);

	/* Makes an empty draft of the slot with room for `reserve` bytes on disk, replacing an older draft. */
	int (*draft_create)(const struct store *store, const char *profile, const char *slot, size_t reserve,
			    struct store_draft *draft, struct error *err);
	/* Ends the writing; the draft stays as it is. A draft with fd -1 is fine. */
	void (*draft_close)(struct store_draft *draft);
	/* Writes the bytes into the draft, durably, without publishing it, and closes it. */
	int (*draft_write)(const struct store *store, const char *profile, const char *slot, struct store_draft *draft,
			   const struct buf *bytes, struct error *err);
	/* Makes the draft the slot, durably. */
	int (*draft_publish)(const struct store *store, const char *profile, const char *slot, struct error *err);
	/* The bytes of a draft that was left over; ERROR_NONE when there is none. */
	int (*draft_load)(const struct store *store, const char *profile, const char *slot, struct buf *bytes,
			  struct error *err);
	/* Durably removes a draft; none is fine. */
	int (*draft_discard)(const struct store *store, const char *profile, const char *slot, struct error *err);

	/*
	 * Durably gives every slot and draft of one profile to another name, replacing what that has of the same kind;
	 * nothing is read. Under both exclusive locks. After a call that was ended half-way the same call does the
	 * rest. A draft goes before its slot: alone under the old name it would be taken for one that fits nothing.
	 */
	int (*move)(const struct store *store, const char *from, const char *to, struct error *err);

	/* Where the next token will be, and in which directory (the store's; nowhere: NULL). */
	enum store_tokens (*tokens)(const struct store *store, const char **dir);
	/*
	 * Durably: whether tokens may be on a disk. If not, `save` keeps one in memory or nowhere, and succeeds in
	 * either case. What is there already stays until it is saved or erased.
	 */
	int (*allow_tokens_on_disk)(const struct store *store, bool allowed, struct error *err);

	/* Appends the seal; ERROR_NONE when there is none. Needs no lock. */
	int (*seal_load)(const struct store *store, struct buf *bytes, struct error *err);
	/*
	 * Durably replaces the seal; empty bytes remove it. Under its exclusive lock. `drops_key`: a data key that was
	 * in it is not any more. ERROR_TEMP when another machine has changed it since it was loaded, or when what is
	 * under way in the store may still need the key that goes.
	 */
	int (*seal_save)(const struct store *store, const struct buf *bytes, bool drops_key, struct error *err);
	/* The lock of the seal, for `unlock`: shared for who writes what is sealed. Taken before a profile's. */
	int (*seal_lock)(const struct store *store, enum store_lock kind, int wait_ms, struct store_hold *hold,
			 struct error *err);
};

struct store {
	const struct store_ops *ops;
	char *state_dir;
	char *runtime_dir;           /* NULL: tokens are in the state directory too */
	char *seal_name;             /* what messages call the seal: a path, or a URL */
	struct sealed *sealed;       /* net/seal/sealed.h wraps the store; NULL: nothing does */
	struct shared_store *shared; /* net/etcd's own; NULL: the store is this host's alone */
};

struct store_table {
	const struct store_ops *const *row;
	size_t count;
	/*
	 * Opens the stores that are no row's: those of stores/NAME.cfg, which hosts share. For who renews nothing that
	 * is the row of this host's own copies: the access token, the lock and its marker.
	 */
	const struct store_ops *named;
};

/* This host's files, on which a shared store builds. */
extern const struct store_ops file_store;

/* The rows of src/store/table.c. */
extern const struct store_table store_table;

/* The row of a profile that names none, and of a name that is no profile's. */
#define STORE_DEFAULT "files"

/* The stamp of a slot that holds nothing. */
#define STORE_STAMP_NONE "none"

/* Opens the store `name`. ERROR_CONFIG when there is none, ERROR_SYS when there is no place for it. */
int store_open(struct store *store, const struct store_table *table, const char *name, const struct environ *env,
	       struct error *err) __attribute__((nonnull, warn_unused_result));
void store_close(struct store *store) __attribute__((nonnull));

#endif
