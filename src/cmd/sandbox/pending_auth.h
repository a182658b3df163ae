/*
 * One-time values, each standing for an authorization request: the nonce of a consent page, and the code that the
 * application exchanges. The last PENDING_AUTHS of them are remembered.
 */
#ifndef SANDBOX_PENDING_AUTH_H
#define SANDBOX_PENDING_AUTH_H

#include <stdint.h>

#include "cmd/sandbox/auth_request.h"
#include "discred/error.h"

enum { PENDING_AUTHS = 256 };

struct pending_auth {
	struct buf value; /* empty: free, or used */
	struct auth_request auth;
	int64_t expires;
};

struct pending_auths {
	struct pending_auth item[PENDING_AUTHS];
	size_t next;
};

void pending_auths_init(struct pending_auths *list) __attribute__((nonnull));
void pending_auths_release(struct pending_auths *list) __attribute__((nonnull));

/* Draws a value for the request, whose contents are moved in. ERROR_SYS. */
int pending_auth_issue(struct pending_auths *list, struct auth_request *auth, int64_t expires,
		       const struct pending_auth **issued, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* The request of that value if its time is not over; NULL otherwise. */
struct pending_auth *pending_auth_find(struct pending_auths *list, const struct buf *value, int64_t now)
    __attribute__((nonnull, warn_unused_result));

/* It was used: nobody finds it again. */
void pending_auth_drop(struct pending_auth *pending) __attribute__((nonnull));

#endif
