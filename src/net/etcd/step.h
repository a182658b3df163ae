/*
 * What is next for a profile of the shared store, decided from what was read and what this host has: no request is made
 * here, so that every case is in a table (tests/unit/net/etcd/step.c).
 */
#ifndef DISCRED_NET_ETCD_STEP_H
#define DISCRED_NET_ETCD_STEP_H

#include <stdbool.h>

/* An attempt of this host's is one whose process is dead: the lock of the host's own store proves that. */
struct etcd_view {
	bool attempt;  /* this host has begun one and not ended it */
	bool draft;    /* it has a whole answer: a new grant that is not published */
	bool lock;     /* some host is at it */
	bool sent;     /* some host has sent the grant */
	bool sent_own; /* ... in this attempt */
};

enum etcd_step {
	ETCD_FREE,    /* nothing is under way */
	ETCD_PUBLISH, /* our draft is to be published */
	ETCD_LOST,    /* our request was sent, and its answer is lost: the grant is uncertain */
	ETCD_UNDO,    /* our attempt sent nothing: its leases end */
	ETCD_EXPIRED, /* a host has sent it, and its time is over: the grant is uncertain */
	ETCD_WAIT,    /* another host is at it */
};

enum etcd_step etcd_next_step(const struct etcd_view *view) __attribute__((nonnull, warn_unused_result));

/* After a publication whose comparison failed, or whose answer was lost: what the grant in place means. */
enum etcd_verdict {
	ETCD_AGAIN,  /* it is the one that ours replaces (sealed anew, perhaps): publish again */
	ETCD_DONE,   /* it is ours */
	ETCD_THEIRS, /* it is another one, and counts */
};

/* By grant_name, "none" for no grant. */
enum etcd_verdict etcd_judge(const char *present, const char *replaced, const char *ours)
    __attribute__((nonnull, warn_unused_result));

#endif
