/*
 * What exists in the sandbox before anybody came: two applications, a user, two servers with channels and messages.
 * All of it is constant; what changes is in struct sandbox.
 */
#ifndef SANDBOX_FIXTURES_H
#define SANDBOX_FIXTURES_H

#include <stddef.h>
#include <stdint.h>

struct app {
	const char *id;
	const char *name;
	const char *secret; /* NULL: a public client */
	const char *bot_token;
	const char *bot_id;
	const char *role_id; /* of the role that its bot has in every server it is in */
};

struct guild {
	const char *id;
	const char *name;
};

enum channel_type { CHANNEL_TEXT = 0, CHANNEL_VOICE = 2 };

struct channel {
	const char *id;
	size_t guild; /* index into fixture_guilds */
	enum channel_type type;
	const char *name;
	const char *topic;
	uint64_t messages; /* how many there are from the start */
	uint64_t denied;   /* what its overwrite for @everyone denies */
};

enum { APPS = 2, GUILDS = 2, CHANNELS = 7 };

extern const struct app fixture_apps[APPS];
extern const struct guild fixture_guilds[GUILDS];
extern const struct channel fixture_channels[CHANNELS];

#define FIXTURE_USER_ID "1190000000000000001"
#define FIXTURE_USER_NAME "sandbox_user"
#define FIXTURE_USER_TITLE "Sandbox User"
#define FIXTURE_USER_EMAIL "sandbox.user@example.org"

/* NULL: there is none of that id. */
const struct app *fixture_app(const char *id) __attribute__((nonnull, warn_unused_result));
const struct guild *fixture_guild(const char *id) __attribute__((nonnull, warn_unused_result));
const struct channel *fixture_channel(const char *id) __attribute__((nonnull, warn_unused_result));

/* Of the servers that only the list of the user's servers has (--guilds), number 0 being the first. */
uint64_t fixture_other_guild_id(uint64_t number) __attribute__((warn_unused_result));

/* The id of a channel's message, number 0 being the oldest; they are a minute apart. */
uint64_t fixture_message_id(const struct channel *channel, uint64_t number)
    __attribute__((nonnull, warn_unused_result));

#endif
