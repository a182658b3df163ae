/* What a profile says in the forms that others want. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "discred/memory.h"
#include "discred/profile.h"
#include "discred/scope.h"
#include "discred/url.h"

/* More than any file can make of it: percent-encoding triples. */
enum { URL_MAX = 4 * 256 * 1024 };

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
	if (!strcmp(profile->bot_name, "DiscordBot"))
		return xasprintf("DiscordBot (%s, %s)", profile->bot_url, profile->bot_version);
	return xasprintf("DiscordBot (%s, %s) %s/%s", profile->bot_url, profile->bot_version, profile->bot_name,
			 profile->bot_version);
}

/* The invitation is also the default of bot_url, where parentheses and commas would end the User-Agent's comment. */
static void add_authorize_url(const struct profile *profile, struct buf *url)
{
	for (const char *c = profile->authorize_url; *c; c++) {
		if (strchr("(),", *c))
			buf_printf(url, "%%%02X", (unsigned)*c);
		else
			buf_char(url, *c);
	}
	if (!strchr(profile->authorize_url, '?'))
		buf_char(url, '?');
}

char *profile_invitation(const struct profile *profile)
{
	struct buf url = BUF_INIT(URL_MAX);
	char *scope = profile_scope(profile);
	char *text;

	add_authorize_url(profile, &url);
	query_add(&url, "client_id", profile->client_id);
	query_add(&url, "scope", scope);
	if (strings_have(&profile->scope, "bot")) {
		char permissions[24];

		snprintf(permissions, sizeof(permissions), "%" PRIu64, profile->permissions);
		query_add(&url, "permissions", permissions);
		if (profile->guild_id)
			query_add(&url, "guild_id", profile->guild_id);
	}
	text = xstrdup(buf_text(&url));
	free(scope);
	buf_release(&url);
	return text;
}

bool profile_is_invitation(const struct profile *profile)
{
	return scope_is_invitation(&profile->scope) && profile->client_secret.kind == SECRET_ABSENT &&
	       !profile->public_client;
}
