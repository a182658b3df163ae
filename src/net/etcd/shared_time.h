/*
 * Tokens and markers as the store has them and as this host has them. Times in the store are by etcd's clock, of which
 * each host knows how far it is ahead of its own (`ahead`, seconds), so that no two hosts' clocks are compared.
 */
#ifndef DISCRED_NET_ETCD_SHARED_TIME_H
#define DISCRED_NET_ETCD_SHARED_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "discred/buf.h"
#include "discred/error.h"
#include "discred/token.h"

/* Adds the seconds to the times of the token; one without end stays so. */
void shared_time_token(struct token *token, int64_t seconds) __attribute__((nonnull));

/*
 * The marker's part about the grant (core/slot/backoff.h) without what is of this host alone: the stamps of its files
 * and its proxy. Nothing of it in `local`: nothing is appended. `ahead` is added to its times.
 */
int shared_time_marker(const struct buf *local, int64_t ahead, struct buf *shared, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * This host's marker with the part about the grant replaced by the shared one (empty: without any). One that tells of
 * the same failure stays as it is, and so depends on this host's files. `changed`: `merged` is another than `local`.
 */
int shared_time_merge(const struct buf *local, const struct buf *shared, int64_t ahead, struct buf *merged,
		      bool *changed, struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
