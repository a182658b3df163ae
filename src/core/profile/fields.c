#include "core/profile/fields.h"

#include <stddef.h>
#include <string.h>

#include "base/memory.h"
#include "core/discord/permission.h"
#include "discred/profile.h"
#include "discred/store.h"

#define AT(member) offsetof(struct profile, member)

const struct field field_table[] = {
    {"name", FIELD_TEXT, AT(name), NULL, false, "label shown in lists; the file's name if not given"},
    {"description", FIELD_LABEL, AT(description), "", false, "one line about the profile, shown in lists"},
    {"client_id", FIELD_SNOWFLAKE, AT(client_id), NULL, true, "the application's id"},
    {"client_secret", FIELD_SECRET, AT(client_secret), NULL, false,
     "reference to the application's secret; needed for any scope beyond bot and applications.commands"},
    {"public_client", FIELD_BOOL, AT(public_client), "false", false,
     "the application is a Public Client in the portal: no client_secret"},
    {"scope", FIELD_SCOPES, AT(scope), "bot", false, "what to ask for: a string with spaces, or a list"},
    {"permissions", FIELD_PERMISSIONS, AT(permissions), PERMISSION_DEFAULT, false,
     "bot permissions to ask for: a decimal string or an expression, a number with L, or a list of names"},
    {"channel_id", FIELD_SNOWFLAKE, AT(channel_id), NULL, false,
     "the channel to check the credential with and to read messages from"},
    {"guild_id", FIELD_SNOWFLAKE, AT(guild_id), NULL, false, "the server preselected when a bot is added"},
    {"bot_name", FIELD_PRODUCT, AT(bot_name), "DiscordBot", false, "added to the User-Agent with bot_version"},
    {"bot_version", FIELD_PRODUCT, AT(bot_version), "1.0", false, "version in the User-Agent"},
    {"bot_url", FIELD_LINK, AT(bot_url), NULL, false, "URL in the User-Agent; the profile's invitation if not given"},
    {"bot_token", FIELD_SECRET, AT(bot_token), NULL, false,
     "reference to the bot's token, for calls that Discord serves only to bots"},
    {"redirect_uri", FIELD_REDIRECTS, AT(redirect_uri), "http://127.0.0.1:23472/callback", false,
     "where the browser brings the answer, as registered in the portal: a URL, or a list to try in order"},
    {"api_base", FIELD_BASE, AT(api_base), "https://discord.com/api/v10", false, "where Discord's API is"},
    {"authorize_url", FIELD_URL, AT(authorize_url), "https://discord.com/oauth2/authorize", false,
     "the page that asks for consent"},
    {"ca_file", FIELD_PATH, AT(ca_file), NULL, false, "certificates to trust instead of the system's"},
    {"min_valid", FIELD_SECONDS, AT(min_valid), "60", false, "a token with less than so many seconds left is renewed"},
    {"hosts", FIELD_HOSTS, AT(hosts), "discord.com", false,
     "the servers that credential helpers hand the token to: HOST or HOST:PORT, or a list of them"},
    {"git_password", FIELD_BOOL, AT(git_password), "false", false, "git before 2.46 gets the token too, as a password"},
    {"store", FIELD_TEXT, AT(store), STORE_DEFAULT, false, "where tokens and stored secrets are kept"},
    {"stack", FIELD_STACK, AT(stack), "cache refresh", false,
     "which sources to ask for a token: a list of groups, or the name of a shared stack"},
};
const size_t field_table_count = ARRAY_LEN(field_table);

const struct field *field_find(const char *key)
{
	for (size_t i = 0; i < field_table_count; i++)
		if (!strcmp(field_table[i].key, key))
			return &field_table[i];
	return NULL;
}
