/*
 * An authorization request (RFC 6749 section 4.1.1, RFC 7636, and Discord's additions), read and judged.
 */
#ifndef SANDBOX_ASK_H
#define SANDBOX_ASK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strings.h"
#include "cmd/sandbox/world.h"
#include "discred/buf.h"

struct ask {
	const struct app *app;
	char *redirect_uri; /* NULL until it was found to be registered */
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

/* Why a request is refused. Without a redirect_uri in the ask, the user is told; else the application. */
struct ask_refusal {
	const char *error; /* RFC 6749 section 4.1.2.1 */
	char description[160];
};

void ask_init(struct ask *ask) __attribute__((nonnull));
void ask_release(struct ask *ask) __attribute__((nonnull));
void ask_move(struct ask *to, struct ask *from) __attribute__((nonnull));

/*
 * Reads a query against the registered redirect URIs. -1: refused. `ask` is to be released either way.
 */
int ask_read(struct ask *ask, const char *query, const struct strings *redirects, struct ask_refusal *refusal)
    __attribute__((nonnull, warn_unused_result));

#endif
