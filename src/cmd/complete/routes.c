#include "base/memory.h"
#include "cmd/complete/complete.h"

/* A few that everybody asks for first; discred api replaces what stands in braces. */
static const struct {
	const char *path;
	const char *text;
} routes[] = {
    {"/users/@me", "the user, or the bot itself"},
    {"/users/@me/guilds", "the guilds that it is in"},
    {"/oauth2/@me", "what the token was given for"},
    {"/applications/@me", "the bot's application"},
    {"/channels/{channel_id}", "the profile's channel"},
    {"/channels/{channel_id}/messages", "the messages in it; a POST writes one"},
    {"/guilds/{guild_id}", "the profile's guild"},
    {"/guilds/{guild_id}/channels", "its channels"},
};

void complete_routes(struct completion *completion)
{
	for (size_t i = 0; i < ARRAY_LEN(routes); i++)
		reply_add(&completion->reply, routes[i].path, routes[i].text);
}
