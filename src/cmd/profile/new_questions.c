/* What the wizard asks, in the order of a credential draft. */
#include "base/memory.h"
#include "cmd/profile/new.h"
#include "core/discord/scope.h"

const struct question questions[] = {
    {"description", "Description", "A line about it, shown in lists.",
     "For you: what this credential is for. It goes nowhere else.", "none"},
    {"client_id", "Client ID", "The application's id: developer portal, your application, page OAuth2.",
     "https://discord.com/developers/applications lists your applications, or makes one.\n"
     "The client id is digits only, such as 157730590492196864. It is no secret.",
     NULL},
    {"scope", "Scope",
     "What to ask for, with blanks between: 'bot' alone invites a bot and gives no token, "
     "'identify guilds' gives a token that reads who you are and your servers.",
     NULL, NULL},
    {"permissions", "Permissions", "What the bot may do where it is added: names, a number, or an expression.",
     "VIEW_CHANNEL + SEND_MESSAGES + READ_MESSAGE_HISTORY, or 68608, which is the same.\n"
     "1115136 is VIEW_CHANNEL + READ_MESSAGE_HISTORY + CONNECT: it reads. It is often said to "
     "contain SEND_MESSAGES, and does not.\n"
     "'discred perms list' shows all names. They matter with the scope 'bot' only.",
     NULL},
    {"channel_id", "Channel ID", "A channel to check the credential with, and to read messages from.",
     "In Discord: User Settings, Advanced, Developer Mode; then right-click the channel, "
     "Copy Channel ID.\n"
     "Channels are served to bots only: that also takes the bot's token, see "
     "'discred profile set-secret'.",
     "none"},
    {"bot_name", "Bot name", "How your program calls itself in the User-Agent, which Discord demands.",
     "Printable ASCII without parentheses and commas. It need not be the bot's name in Discord.", NULL},
    {"bot_version", "Bot version", "And its version.", "For example 1.0 or 2024.3.", NULL},
    {"bot_url", "Bot URL", "And where it is described.",
     "Whoever runs Discord's API may look there. Without one it is the address that invites the bot.",
     "its invitation"},
    {"redirect_uri", "Redirect URI", "Where the browser brings the answer of a login, on this machine.",
     "It has to stand in the portal letter by letter.\n"
     "Several with blanks between them are tried in "
     "order, for when a port is taken. One that is no loopback address can't be received here: you "
     "then paste the address that the browser ends on.",
     NULL},
};
const size_t question_count = ARRAY_LEN(questions);

void new_explain(const struct question *question)
{
	if (question->more) {
		prompt_print(question->more);
		return;
	}
	prompt_print("Scopes that anybody's application can ask for:");
	for (size_t i = 0; i < scope_table_count; i++)
		if (!scope_table[i].approval)
			prompt_print_item(scope_table[i].name, scope_table[i].help);
	prompt_print("The others need Discord's approval: https://discord.com/developers/docs/topics/oauth2");
}
