#include "cmd/sandbox/fixtures.h"

#include <string.h>

#include "core/discord/permission.h"

#define FIRST_MESSAGE UINT64_C(1190000000000001000)
#define FIRST_GUILD UINT64_C(1190000000000010000)
#define MINUTE (UINT64_C(60000) << 22)

const struct app fixture_apps[APPS] = {
    {
	.id = "1190000000000000010",
	.name = "Sandbox App",
	.secret = "sandbox-client-secret-0123456789",
	.bot_token = "sandbox-bot-token-0123456789",
	.bot_id = "1190000000000000011",
	.role_id = "1190000000000000012",
    },
    {
	.id = "1190000000000000020",
	.name = "Sandbox Public App",
	.secret = NULL,
	.bot_token = "sandbox-public-bot-token-0123456789",
	.bot_id = "1190000000000000021",
	.role_id = "1190000000000000022",
    },
};

const struct guild fixture_guilds[GUILDS] = {
    {.id = "1190000000000000100", .name = "Sandbox Server"},
    {.id = "1190000000000000200", .name = "Second Server"},
};

const struct channel fixture_channels[CHANNELS] = {
    {"1190000000000000101", 0, CHANNEL_TEXT, "general", "Where everybody says hello", 12, 0},
    {"1190000000000000102", 0, CHANNEL_TEXT, "log", "Many messages, to page through", 250, 0},
    {"1190000000000000103", 0, CHANNEL_VOICE, "Lounge", NULL, 2, 0},
    {"1190000000000000201", 1, CHANNEL_TEXT, "general", "The bot must be added to this server first", 5, 0},
    {"1190000000000000202", 1, CHANNEL_VOICE, "Meeting", NULL, 0, 0},
    {"1190000000000000104", 0, CHANNEL_TEXT, "quiet", "Its history is not for everyone", 3,
     PERMISSION_READ_MESSAGE_HISTORY},
    {"1190000000000000105", 0, CHANNEL_TEXT, "staff", "The bot cannot see it", 4, PERMISSION_VIEW_CHANNEL},
};

const struct app *fixture_app(const char *id)
{
	for (size_t i = 0; i < APPS; i++)
		if (!strcmp(fixture_apps[i].id, id))
			return &fixture_apps[i];
	return NULL;
}

const struct guild *fixture_guild(const char *id)
{
	for (size_t i = 0; i < GUILDS; i++)
		if (!strcmp(fixture_guilds[i].id, id))
			return &fixture_guilds[i];
	return NULL;
}

const struct channel *fixture_channel(const char *id)
{
	for (size_t i = 0; i < CHANNELS; i++)
		if (!strcmp(fixture_channels[i].id, id))
			return &fixture_channels[i];
	return NULL;
}

uint64_t fixture_other_guild_id(uint64_t number)
{
	return FIRST_GUILD + number;
}

uint64_t fixture_message_id(const struct channel *channel, uint64_t number)
{
	return FIRST_MESSAGE + (uint64_t)(channel - fixture_channels) + number * MINUTE;
}
