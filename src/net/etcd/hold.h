/*
 * A profile of the shared store while this host has its lock: what was read, and the attempt to renew its grant.
 *
 * Keys, below PREFIX + PROFILE + "/": grant, token, extra, secret (sealed); `lock` says which host is at it, and ends
 * with its lease; `sent` says that a host has sent the grant, and stays until somebody has settled it; `marker` is the
 * last failure, for all hosts. PREFIX + "seal" is the seal.
 *
 * Each attempt has an owner, 16 random bytes, which choose its two leases. It is kept on this host until it has ended
 * (slot `attempt`), and the draft beside it (slot `shared`), so that whoever has the host's lock next can settle both.
 *
 * The answer to a change may be lost, or say nothing about what will be (503): then what is there is read. A change
 * that carries a lease can't happen any more when that lease was revoked.
 */
#ifndef DISCRED_NET_ETCD_HOLD_H
#define DISCRED_NET_ETCD_HOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "discred/store.h"
#include "net/etcd/client.h"

struct shared_store {
	struct etcd_config config;
	struct etcd_client client;
	char *host; /* this host's name, for messages of others */
	struct buf seal;
	int64_t seal_revision; /* 0: there is none */
	bool seal_known;
	struct shared_hold *holds;
};

enum hold_state {
	HOLD_IDLE,
	HOLD_CLAIMED,   /* `lock` is ours */
	HOLD_SENT,      /* `sent` is ours too */
	HOLD_PUBLISHED, /* the new grant is in place */
};

enum { OWNER_TEXT = 33 };

struct shared_hold {
	const struct store *store;
	char *profile;
	int fd;
	int64_t deadline; /* clock_ms: who waits for another host waits until then; -1: for ever */
	struct etcd_answer seen;
	enum hold_state state;
	char owner[OWNER_TEXT]; /* "": no attempt */
	int64_t begun;          /* Unix seconds of the attempt */
	char *base;             /* grant_name of what the attempt replaces, or "none" */
	struct buf uncertain;   /* the marker that goes with `sent` */
	struct buf token;       /* to be published with the grant: sealed */
	struct buf marker;      /* as `mark` left it, for others */
	bool marked;
	struct shared_hold *next;
};

/*
 * Steps 1 to 3, under the host's own lock `fd`: reads the seal and the profile, settles what a dead process of this
 * host and hosts whose time is over have left, and waits for a host that is at it. hold_end() afterwards. ERROR_TEMP:
 * etcd can't be reached, or the wait is over.
 */
int hold_begin(const struct store *store, const char *profile, int fd, int wait_ms, struct shared_hold **hold,
	       struct error *err) __attribute__((nonnull, warn_unused_result));

/* Step 4, and step 5: see store.h. */
int hold_claim(struct shared_hold *hold, bool *claimed, struct error *err) __attribute__((nonnull, warn_unused_result));
int hold_commit(struct shared_hold *hold, const struct buf *marker, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Step 7: the sealed bytes become the grant, together with the token. ERROR_TEMP: the draft stays. */
int hold_publish(struct shared_hold *hold, const struct buf *draft, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Replaces (NULL: removes) a slot, unless another host has changed it or the seal since. ERROR_TEMP. */
int hold_change(struct shared_hold *hold, const char *slot, const struct buf *bytes, struct error *err)
    __attribute__((nonnull(1, 2, 4), warn_unused_result));

/* Reads the profile and the seal again. */
int hold_read(struct shared_hold *hold, struct error *err) __attribute__((nonnull, warn_unused_result));

/* The bytes of a slot as they were read; NULL: none. */
const struct buf *hold_slot(const struct shared_hold *hold, const char *slot)
    __attribute__((nonnull, warn_unused_result));

/* Steps 8 and 9: gives back what is ours and not published, leaves the marker for all, and frees. */
void hold_end(struct shared_hold *hold) __attribute__((nonnull));

#endif
