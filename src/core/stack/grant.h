/*
 * The user's grant: the long-lived refresh token and what it stands for.
 *
 * It has a slot and a file of its own, so that the warm path never reads it; only discred-auth does. Discord rotates
 * refresh tokens: an answer to one ends it. `counter` counts the rotations since login, and with client_id and obtained
 * names exactly one grant (grant_name), which is how a sibling says which grant it replaces.
 *
 * A grant whose client_id or api_base is not the profile's is never sent.
 */
#ifndef DISCRED_GRANT_H
#define DISCRED_GRANT_H

#include <stdint.h>

#include "discred/buf.h"
#include "discred/error.h"
#include "discred/record.h"

struct grant {
	struct buf refresh;
	char *client_id;
	char *api_base;
	char *scope_asked;
	char *scope;
	char *redirect_uri; /* that it was obtained with */
	int64_t obtained;   /* Unix seconds of the login */
	int64_t counter;
};

#define GRANT_INIT                                                                                                     \
	{                                                                                                              \
		.refresh = BUF_INIT(BUF_TOKEN_MAX)                                                                     \
	}

void grant_release(struct grant *grant) __attribute__((nonnull));

int grant_to_record(const struct grant *grant, struct record *record, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* ERROR_CONFIG when a key is missing or wrong. */
int grant_from_record(struct grant *grant, const struct record *record, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* "CLIENT_ID/OBTAINED/COUNTER", owned by the caller. Not a secret. */
char *grant_name(const struct grant *grant) __attribute__((nonnull, returns_nonnull, warn_unused_result));

#endif
