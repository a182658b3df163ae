/*
 * The address that adds an application to a guild or to a user's account
 * (discord.com/developers/docs/topics/oauth2#bot-authorization-flow). Whoever opens it decides; neither code nor token
 * results, so nothing waits for it.
 */
#ifndef DISCRED_INVITATION_H
#define DISCRED_INVITATION_H

#include <stdbool.h>
#include <stdint.h>

#include "discred/profile.h"

enum invitation_type {
	INVITATION_PLAIN, /* integration_type is left out: what the application is set to */
	INVITATION_GUILD, /* 0 */
	INVITATION_USER,  /* 1 */
};

struct invitation {
	const char *scope;    /* with spaces; permissions and guild_id go with `bot` only */
	uint64_t permissions; /* what the bot asks for */
	const char *guild_id; /* preselected; NULL: none */
	bool fixed_guild;     /* no other can be chosen */
	enum invitation_type type;
};

/* authorize_url with client_id, scope and the rest. Owned by the caller. */
char *invitation_url(const struct profile *profile, const struct invitation *invitation)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

#endif
