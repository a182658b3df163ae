#include "cmd/complete/values.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/command.h"
#include "base/memory.h"
#include "core/discord/permission.h"
#include "core/discord/scope.h"
#include "core/profile/config.h"
#include "discred/profile.h"
#include "discred/protocol.h"
#include "discred/source.h"

/* Some values are lists in one word (identify,guilds or VIEW_CHANNEL+CONNECT): the last item is completed. */
static const char *last_item(const char *text, const char *separators)
{
	const char *item = text;

	for (; *text; text++)
		if (strchr(separators, *text))
			item = text + 1;
	return item;
}

static void offer_scopes(struct completion *completion, const char *text)
{
	static const char separators[] = " ,+";
	const char *item = last_item(text, separators);
	char *before = xstrndup(text, (size_t)(item - text));
	struct strings chosen = STRINGS_INIT;

	strings_split(&chosen, before, separators);
	for (size_t i = 0; i < scope_table_count; i++)
		if (!strings_have(&chosen, scope_table[i].name))
			reply_add(&completion->reply, scope_table[i].name, scope_table[i].help);
	completion->reply.part = item;
	completion->reply.more = true;
	strings_release(&chosen);
	free(before);
}

static const struct {
	const char *name;
	const char *text;
} sets[] = {
    {"all", "every permission"},
    {"all-text", "those of text channels"},
    {"all-voice", "those of voice channels"},
    {"all-stage", "those of stage channels"},
};

static bool begins_set(const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(sets); i++)
		if (!strncasecmp(sets[i].name, text, strlen(text)))
			return true;
	return false;
}

/* The operand that the expression ends with. A '-' is an operator, but in all-text. */
static const char *last_operand(const char *text)
{
	const char *operand = last_item(text, " +|,&~()");
	const char *minus;

	while (!begins_set(operand) && (minus = strchr(operand, '-')))
		operand = minus + 1;
	return operand;
}

/* Letter case does not matter to discred, but to shells, which compare: names are offered as they are being written. */
static bool is_lower(const char *text)
{
	bool lower = false;

	for (; *text; text++) {
		if (isupper((unsigned char)*text))
			return false;
		lower |= islower((unsigned char)*text) != 0;
	}
	return lower;
}

static void add_in_case(struct reply *reply, const char *name, const char *text, bool lower)
{
	char *word = xstrdup(name);

	for (char *c = word; lower && *c; c++)
		*c = (char)tolower((unsigned char)*c);
	reply_add(reply, word, text);
	free(word);
}

static void offer_permissions(struct completion *completion, const char *text)
{
	const char *operand = last_operand(text);
	bool lower = is_lower(operand);

	for (size_t i = 0; i < permission_table_count; i++)
		add_in_case(&completion->reply, permission_table[i].name, permission_table[i].help, lower);
	for (size_t i = 0; i < ARRAY_LEN(sets); i++)
		reply_add(&completion->reply, sets[i].name, sets[i].text);
	completion->reply.part = operand;
	completion->reply.more = true;
}

/* A file is read for its description alone: its references to secrets are not followed. One with mistakes has none. */
static void offer_described(struct completion *completion, const char *name)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct profile profile;
	struct error err;

	if (profile_load(&profile, name, completion->env, &source_table, &list, &err) < 0) {
		reply_add(&completion->reply, name, "");
	} else {
		const char *label = strcmp(profile.name, name) ? profile.name : "";

		reply_add(&completion->reply, name, *profile.description ? profile.description : label);
		profile_release(&profile);
	}
	diagnostics_release(&list);
}

static void offer_profiles(struct completion *completion, const char *text)
{
	enum { DESCRIBED_MAX = 32 }; /* for more, it would be felt */
	struct strings names = STRINGS_INIT;
	struct error err;

	(void)text;
	if (profile_list(completion->env, &names, &err) < 0)
		strings_release(&names);
	for (size_t i = 0; i < names.count; i++) {
		if (names.count <= DESCRIBED_MAX)
			offer_described(completion, names.item[i]);
		else
			reply_add(&completion->reply, names.item[i], "");
	}
	strings_release(&names);
}

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

static void offer_routes(struct completion *completion, const char *text)
{
	(void)text;
	for (size_t i = 0; i < ARRAY_LEN(routes); i++)
		reply_add(&completion->reply, routes[i].path, routes[i].text);
}

static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

static void add_aliases(struct completion *completion)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct config config;
	struct error err;

	if (!config_load(&config, completion->env, &list, &err)) {
		for (size_t i = 0; i < config.alias_names.count; i++) {
			char *text = xasprintf("alias for '%s'", config.alias_values.item[i]);

			reply_add(&completion->reply, config.alias_names.item[i], text);
			free(text);
		}
		config_release(&config);
	}
	diagnostics_release(&list);
}

void complete_commands(struct completion *completion, bool aliases)
{
	struct strings external = STRINGS_INIT;

	for (const struct command *row = command_table; row->name; row++)
		if (row->kind != COMMAND_INNER)
			reply_add(&completion->reply, row->name, row->summary);
	command_list_external(command_table, completion->env, &external);
	for (size_t i = 0; i < external.count; i++)
		reply_add(&completion->reply, external.item[i], "external command");
	if (aliases)
		add_aliases(completion);
	strings_release(&external);
}

static void offer_commands(struct completion *completion, const char *text)
{
	(void)text;
	complete_commands(completion, false);
}

static void offer_names(struct completion *completion, const char *text)
{
	(void)text;
	for (size_t i = 0; i < permission_table_count; i++)
		reply_add(&completion->reply, permission_table[i].name, permission_table[i].help);
}

static void offer_outputs(struct completion *completion, const char *text)
{
	(void)text;
	for (size_t i = 0; i < protocol_table_count; i++)
		if (!protocol_table[i]->argv0)
			reply_add(&completion->reply, protocol_table[i]->name, protocol_table[i]->help);
}

static void offer_sources(struct completion *completion, const char *text)
{
	(void)text;
	for (size_t i = 0; i < source_table.count; i++)
		reply_add(&completion->reply, source_table.row[i]->name, source_table.row[i]->help);
}

/* Those of config.cfg, and the one that needs no entry there. */
static void offer_holders(struct completion *completion, const char *text)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct config config;
	struct error err;

	(void)text;
	reply_add(&completion->reply, "recovery", "a code that a person writes down");
	if (!config_load(&config, completion->env, &list, &err)) {
		for (size_t i = 0; i < config.holder_count; i++)
			reply_add(&completion->reply, config.holder[i].label, config.holder[i].words.item[0]);
		config_release(&config);
	}
	diagnostics_release(&list);
}

static void offer_methods(struct completion *completion, const char *text)
{
	(void)text;
	for (size_t i = 0; i < ARRAY_LEN(methods); i++)
		reply_add(&completion->reply, methods[i], "");
}

static void offer_files(struct completion *completion, const char *text)
{
	(void)text;
	completion->reply.files = true;
}

/* NAME=@FILE */
static void offer_form(struct completion *completion, const char *text)
{
	const char *file = strstr(text, "=@");

	if (!file)
		return;
	completion->reply.part = file + 2;
	completion->reply.files = true;
}

static void offer_directories(struct completion *completion, const char *text)
{
	(void)text;
	completion->reply.directories = true;
}

static bool is_profile(const struct completion *completion, const char *word)
{
	struct strings names = STRINGS_INIT;
	struct error err;
	bool found = !profile_list(completion->env, &names, &err) && strings_have(&names, word);

	strings_release(&names);
	return found;
}

static bool is_method(const struct completion *completion, const char *word)
{
	(void)completion;
	for (size_t i = 0; i < ARRAY_LEN(methods); i++)
		if (!strcmp(methods[i], word))
			return true;
	return false;
}

static bool is_route(const struct completion *completion, const char *word)
{
	(void)completion;
	return *word == '/';
}

static const struct value {
	const char *placeholder;
	void (*offer)(struct completion *completion, const char *text);
	bool (*fits)(const struct completion *completion, const char *word); /* NULL: there is no telling */
} values[] = {
    {"PROFILE", offer_profiles, is_profile}, {"SCOPE", offer_scopes, NULL},      {"EXPR", offer_permissions, NULL},
    {"HAVE", offer_permissions, NULL},       {"VALUE", offer_permissions, NULL}, {"A", offer_permissions, NULL},
    {"B", offer_permissions, NULL},          {"PATTERN", offer_names, NULL},     {"FORMAT", offer_outputs, NULL},
    {"SOURCE", offer_sources, NULL},         {"COMMAND", offer_commands, NULL},  {"METHOD", offer_methods, is_method},
    {"PATH", offer_routes, is_route},        {"FILE", offer_files, NULL},        {"DIR", offer_directories, NULL},
    {"LABEL", offer_holders, NULL},          {"WORD", offer_files, NULL},        {"NAME=@FILE", offer_form, NULL},
};

static const struct value *value_find(const char *placeholder)
{
	for (size_t i = 0; i < ARRAY_LEN(values); i++)
		if (!strcmp(values[i].placeholder, placeholder))
			return &values[i];
	return NULL;
}

/* Choices that are too long for the help's column have a name there. */
static const struct {
	const char *placeholder;
	const char *choices;
} named[] = {
    {"HOLDER", "file|secret-service|pass|systemd-creds|command|recovery"},
    {"KIND", "text|voice|stage"},
    {"TYPE", "guild|user"},
    {"WHEN", "auto|always|never"},
};

static const char *spelled_out(const char *placeholder)
{
	for (size_t i = 0; i < ARRAY_LEN(named); i++)
		if (!strcmp(named[i].placeholder, placeholder))
			return named[i].choices;
	return placeholder;
}

/* In small letters it is to be written as it stands. */
static bool is_word(const char *placeholder)
{
	return placeholder[strcspn(placeholder, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] == '\0';
}

void complete_value(struct completion *completion, const char *placeholder, const char *text)
{
	struct strings choices = STRINGS_INIT;

	strings_split(&choices, spelled_out(placeholder), "|");
	for (size_t i = 0; i < choices.count; i++) {
		const struct value *value = value_find(choices.item[i]);

		if (value)
			value->offer(completion, text);
		else if (choices.count > 1 && is_word(choices.item[i]))
			reply_add(&completion->reply, choices.item[i], "");
	}
	strings_release(&choices);
}

bool value_fits(const struct completion *completion, const char *placeholder, const char *word)
{
	struct strings choices = STRINGS_INIT;
	bool fits = false;

	strings_split(&choices, spelled_out(placeholder), "|");
	for (size_t i = 0; i < choices.count && !fits; i++) {
		const struct value *value = value_find(choices.item[i]);

		if (value)
			fits = value->fits && value->fits(completion, word);
		else
			fits = choices.count > 1 && !strcmp(choices.item[i], word);
	}
	strings_release(&choices);
	return fits;
}
