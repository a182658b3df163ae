/* What a profile says in the forms that others want. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/discord/scope.h"
#include "core/profile/invitation.h"
#include "discred/profile.h"

char *profile_scope(const struct profile *profile)
{
	return strings_join(&profile->scope, " ");
}

static void add_variable(const struct secret_ref *ref, struct strings *names)
{
	if (ref->kind == SECRET_ENV && !strings_have(names, ref->name))
		strings_add(names, ref->name);
}

static void add_settings(const struct stack_entry *entry, struct strings *names)
{
	for (const struct source_option *option = entry->source->options; option->name; option++) {
		const char *value = source_setting(&entry->settings, option->name);

		if (option->type == OPTION_VARIABLE && value && !strings_have(names, value))
			strings_add(names, value);
	}
}

void profile_secret_variables(const struct profile *profile, struct strings *names)
{
	add_variable(&profile->client_secret, names);
	add_variable(&profile->bot_token, names);
	for (size_t i = 0; i < profile->stack.count; i++)
		add_settings(&profile->stack.entry[i], names);
}

char *profile_user_agent(const struct profile *profile)
{
	char *url = profile->bot_url ? xstrdup(profile->bot_url) : profile_invitation(profile);
	char *agent;

	if (!strcmp(profile->bot_name, "DiscordBot"))
		agent = xasprintf("DiscordBot (%s, %s)", url, profile->bot_version);
	else
		agent = xasprintf("DiscordBot (%s, %s) %s/%s", url, profile->bot_version, profile->bot_name,
				  profile->bot_version);
	free(url);
	return agent;
}

char *profile_invitation(const struct profile *profile)
{
	char *scope = profile_scope(profile);
	struct invitation invitation = {
	    .scope = scope, .permissions = profile->permissions, .guild_id = profile->guild_id};
	char *url = invitation_url(profile, &invitation);

	free(scope);
	return url;
}

bool profile_is_invitation(const struct profile *profile)
{
	return scope_is_invitation(&profile->scope) && profile->client_secret.kind == SECRET_ABSENT &&
	       !profile->public_client;
}

bool profile_is_bot(const struct profile *profile)
{
	return profile->stack.by_default && profile->bot_token.kind != SECRET_ABSENT &&
	       profile->client_secret.kind == SECRET_ABSENT && !profile->public_client;
}

void profile_explain_invitation(const struct profile *profile, struct error *err)
{
	if (err->code != ERROR_NONE)
		return;
	if (profile_is_bot(profile)) {
		error_set(err, ERROR_CONFIG, "profile '%s' has the bot's token, and no way to a user's", profile->id);
		error_hint(err, "'discred token %s' prints the bot's; for a user's set client_secret", profile->id);
		return;
	}
	if (!profile_is_invitation(profile))
		return;
	error_set(err, ERROR_CONFIG, "profile '%s' only invites a bot: scope '%s' without client_secret gives no token",
		  profile->id, profile->scope.item[0]);
	if (profile->bot_token.kind == SECRET_ABSENT)
		error_hint(err, "set bot_token for the bot's token, or client_secret for a user's");
	else
		error_hint(err, "take 'stack' out of the profile, or ask source 'bot' in it, for the bot's token");
}
