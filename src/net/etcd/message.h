/*
 * Bodies and answers of etcd's JSON gateway (v3 API, etcd 3.4 and later). Keys and values are base64 there, 64-bit
 * numbers are strings, and members that are zero are left out of answers.
 */
#ifndef DISCRED_NET_ETCD_MESSAGE_H
#define DISCRED_NET_ETCD_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/output/json.h"
#include "discred/buf.h"
#include "discred/error.h"

/* A transaction: when all comparisons hold, all of `success` is done at once, else nothing. To json_decref. */
json_t *etcd_txn_new(void) __attribute__((returns_nonnull, warn_unused_result));

/* The key was changed last at that revision (0: there is no such key), or has that lease. */
enum etcd_target { ETCD_REVISION, ETCD_LEASE };
void etcd_when(json_t *txn, const char *key, enum etcd_target target, int64_t value) __attribute__((nonnull));
/* No key that begins with the prefix was changed after the revision. */
void etcd_when_unchanged(json_t *txn, const char *prefix, int64_t revision) __attribute__((nonnull));

void etcd_put(json_t *txn, const char *key, const struct buf *value, int64_t lease) __attribute__((nonnull));
void etcd_delete(json_t *txn, const char *key) __attribute__((nonnull));

/* A read of one key, or of all that begin with it. `serializable`: of the node that is asked, without a quorum. To
 * json_decref. */
json_t *etcd_range_new(const char *key, bool prefix, bool keys_only, bool serializable)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

struct etcd_item {
	char *key;
	struct buf value;
	int64_t revision; /* of its last change */
	int64_t lease;
};

struct etcd_answer {
	bool succeeded;   /* of a transaction */
	int64_t revision; /* of the store */
	struct etcd_item *item;
	size_t count;
	struct buf token; /* of a login */
};

#define ETCD_ANSWER_INIT                                                                                               \
	{                                                                                                              \
		.token = BUF_INIT(BUF_TOKEN_MAX)                                                                       \
	}

void etcd_answer_release(struct etcd_answer *answer) __attribute__((nonnull));

/* Whatever was asked. ERROR_TEMP when it is no JSON object, or not one of etcd's. */
int etcd_answer_parse(const struct buf *body, struct etcd_answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* NULL: the key was not among those that were read. */
const struct etcd_item *etcd_answer_find(const struct etcd_answer *answer, const char *key)
    __attribute__((nonnull, warn_unused_result));

/* What a request's failure means for who has asked. */
enum etcd_failure {
	ETCD_REFUSED, /* it was not carried out, and err says why */
	ETCD_LOGIN,   /* not carried out: authenticate once more */
	ETCD_GONE,    /* not carried out: a lease that it names is not there */
	ETCD_UNKNOWN, /* it may have been carried out, or may yet be */
};

/*
 * What an answer means that is no success. The JSON's `code` (a gRPC status) decides, and not the HTTP status: 429
 * comes with code 8, which means that etcd is full. An answer that is no JSON is shown in its own words.
 */
enum etcd_failure etcd_failure_of(int status, const struct buf *body, struct error *err) __attribute__((nonnull));

#endif
