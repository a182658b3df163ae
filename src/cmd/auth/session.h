/*
 * What the verbs of `discred auth` work with: an open profile with its store, and the way to the server.
 */
#ifndef DISCRED_CMD_AUTH_SESSION_H
#define DISCRED_CMD_AUTH_SESSION_H

#include "discred/error.h"
#include "discred/profile.h"
#include "discred/store.h"
#include "net/http/http.h"

struct auth {
	const struct environ *env;
	struct profile profile;
	struct strings scrub; /* the variables with the profile's secrets: kept from other programs */
	struct store store;
	char *user_agent;
	struct http_settings http;
};

int auth_open(struct auth *auth, const char *profile, const struct environ *env, struct error *err)
    __attribute__((nonnull(1, 3, 4), warn_unused_result));
void auth_close(struct auth *auth) __attribute__((nonnull));

/*
 * Visits all profiles. A visit that fails is told of in a line of its own and keeps no other from its turn; at the end
 * the error is the first one's code, and how many of them failed: "FAILURE 2 of 5 profiles".
 */
int auth_all(const struct environ *env, int (*visit)(const char *name, void *data, struct error *err), void *data,
	     const char *failure, struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
