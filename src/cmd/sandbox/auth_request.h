/*
 * An authorization request (RFC 6749 section 4.1.1, RFC 7636, and Discord's additions), read and judged.
 */
#ifndef SANDBOX_AUTH_REQUEST_H
#define SANDBOX_AUTH_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strings.h"
#include "cmd/sandbox/fixtures.h"
#include "discred/buf.h"

struct auth_request {
	const struct app *app;
	char *redirect_uri;  /* NULL until it was found to be registered */
	char *redirect_sent; /* one that was found not to be; else NULL */
	struct strings scopes;
	struct buf state;
	struct buf challenge; /* "" when there is none */
	uint64_t permissions;
	const struct guild *guild;     /* the server asked for, then the one chosen; may be NULL */
	const struct channel *channel; /* chosen for the webhook, NULL otherwise */
	bool guild_fixed;              /* disable_guild_select */
	bool invitation;               /* the bot is added, and there is no code */
	bool quiet;                    /* prompt=none */
};

/* Why a request is refused. Without a redirect_uri in it, the user is told; else the application. */
struct auth_refusal {
	const char *error; /* RFC 6749 section 4.1.2.1 */
	char description[160];
};

void auth_request_init(struct auth_request *auth) __attribute__((nonnull));
void auth_request_release(struct auth_request *auth) __attribute__((nonnull));
void auth_request_move(struct auth_request *to, struct auth_request *from) __attribute__((nonnull));

/*
 * Reads a query against the registered redirect URIs. -1: refused. `auth` is to be released either way.
 */
int auth_request_read(struct auth_request *auth, const char *query, const struct strings *redirects,
		      struct auth_refusal *refusal) __attribute__((nonnull, warn_unused_result));

#endif
