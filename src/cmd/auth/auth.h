/*
 * What the verbs of `discred auth` share: an open profile with its store, and the way to the server.
 */
#ifndef DISCRED_CMD_AUTH_H
#define DISCRED_CMD_AUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "discred/buf.h"
#include "discred/error.h"
#include "discred/profile.h"
#include "discred/store.h"
#include "net/http/http.h"
#include "net/loopback/loopback.h"
#include "net/oauth/renewal.h"

/* How long a verb waits for a lock that another process holds: longer than its requests may take. */
enum { AUTH_LOCK_MS = 180000 };

struct auth {
	const struct environ *env;
	struct profile profile;
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

/* Takes the profile's exclusive lock. */
int auth_lock(const struct auth *auth, struct store_hold *hold, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* A renewal as every verb does it; min_valid -1: the profile's, begun -1: now. */
struct renewal auth_renewal(const struct auth *auth, long min_valid, long begun)
    __attribute__((nonnull, warn_unused_result));

/* Prints a source's answer as a record. */
int auth_print_answer(enum source_result result, const struct token *token, const struct error *reason,
		      struct error *err) __attribute__((nonnull, warn_unused_result));

/* Asks for a token for the application's owner, and stores it. */
int auth_login_owner(const struct auth *auth, struct error *err) __attribute__((nonnull, warn_unused_result));

/* A login in progress, from the values that go into the authorize URL to what came back. */
struct login {
	const struct auth *auth;
	const char *redirect_uri;  /* the one of the profile's that is used */
	struct loopback *loopback; /* NULL: pasting only */
	struct buf secret;
	struct buf state;
	struct buf verifier;  /* empty without PKCE */
	struct buf challenge; /* likewise */
	struct buf url;
	struct redirect redirect;
	bool use_browser;
	int64_t timeout_ms;
};

/* Opens the browser and waits for the redirect or a pasted address. ERROR_TEMP when the time is over. */
int login_wait(struct login *login, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Serves the held connection its page, for as long as that may take. */
void login_answer(struct login *login, enum loopback_outcome outcome, const char *title, const char *text)
    __attribute__((nonnull));

/* Exchanges the code and stores what came of it. */
int login_exchange(struct login *login, struct error *err) __attribute__((nonnull, warn_unused_result));

int auth_login(int argc, char **argv, const struct environ *env, struct error *err);
int auth_refresh(int argc, char **argv, const struct environ *env, struct error *err);
int auth_answer(int argc, char **argv, const struct environ *env, struct error *err);
int auth_status(int argc, char **argv, const struct environ *env, struct error *err);
int auth_check(int argc, char **argv, const struct environ *env, struct error *err);
int auth_logout(int argc, char **argv, const struct environ *env, struct error *err);
int auth_revoke(int argc, char **argv, const struct environ *env, struct error *err);
int auth_webhook(int argc, char **argv, const struct environ *env, struct error *err);
int auth_secret(int argc, char **argv, const struct environ *env, struct error *err);

#endif
