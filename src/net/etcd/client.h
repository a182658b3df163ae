/*
 * Requests to an etcd cluster. The endpoints are tried in turn, each request has 10 s: a node that was stopped still
 * accepts connections. With a user it logs in once a run, and once more when etcd has forgotten that.
 */
#ifndef DISCRED_NET_ETCD_CLIENT_H
#define DISCRED_NET_ETCD_CLIENT_H

#include "net/etcd/config.h"
#include "net/etcd/message.h"
#include "net/http/http.h"

struct etcd_client {
	const struct etcd_config *config;
	const struct environ *env;
	size_t at;           /* the endpoint that answered last */
	struct buf token;    /* of the login; empty: none yet */
	int64_t ahead;       /* seconds: etcd's clock minus this host's, by the last answer */
	size_t skipped;      /* endpoints that did not answer in this run */
	char *skipped_first; /* the first of them, and why */
};

void etcd_client_init(struct etcd_client *client, const struct etcd_config *config, const struct environ *env)
    __attribute__((nonnull));
void etcd_client_release(struct etcd_client *client) __attribute__((nonnull));

/* PREFIX + PROFILE + "/" + NAME, or without a profile (NULL) PREFIX + NAME. The caller's to free. */
char *etcd_key(const struct etcd_config *config, const char *profile, const char *name)
    __attribute__((nonnull(1, 3), returns_nonnull, warn_unused_result));

/*
 * POSTs the body (which is the callee's) to "/v3/" and the path, and fills answer (released first). -1: failure says
 * what that means, and err why. `reads`: it changes nothing, so every endpoint is asked until one answers; a change
 * that may have been carried out is not repeated.
 */
int etcd_call(struct etcd_client *client, const char *path, json_t *body, bool reads, struct etcd_answer *answer,
	      enum etcd_failure *failure, struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
