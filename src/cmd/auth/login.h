/*
 * The parts of `discred auth login`.
 */
#ifndef DISCRED_CMD_AUTH_LOGIN_H
#define DISCRED_CMD_AUTH_LOGIN_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "cmd/auth/session.h"
#include "discred/buf.h"
#include "discred/error.h"
#include "net/loopback/loopback.h"

/* Asks for a token for the application's owner, and stores it. */
int auth_login_owner(const struct auth *auth, struct error *err) __attribute__((nonnull, warn_unused_result));

struct keep;

/* A login in progress, from the values that go into the authorize URL to what came back. */
struct login {
	const struct auth *auth;
	const char *redirect_uri;  /* the one of the profile's that is used */
	struct loopback *loopback; /* NULL: pasting only */
	struct buf state;
	struct buf verifier;  /* empty without PKCE */
	struct buf challenge; /* likewise */
	struct buf url;
	struct redirect redirect;
	bool use_browser;
	int64_t timeout_ms;
	struct keep *keep; /* of the exchange under way */
	bool sent;         /* the code; signals wait since then */
	sigset_t before;
};

/* Tells what usually is wrong when nothing comes back; `reads`: an address can be pasted. May take 2 s. */
void login_advise(const struct login *login, bool reads) __attribute__((nonnull));

/* Opens the browser and waits for the redirect or a pasted address. ERROR_TEMP when the time is over. */
int login_wait(struct login *login, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Serves the held connection its page, for as long as that may take. */
void login_answer(struct login *login, enum loopback_outcome outcome, const char *title, const char *text)
    __attribute__((nonnull));

/* Exchanges the code and stores what came of it. */
int login_exchange(struct login *login, struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
