/* What can stand for the placeholders of usage lines and options. */
#include <string.h>

#include "base/memory.h"
#include "cmd/complete/complete.h"
#include "core/discord/permission.h"
#include "discred/profile.h"
#include "discred/protocol.h"
#include "discred/source.h"

static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

static void offer_profiles(struct completion *completion, const char *text)
{
	(void)text;
	complete_profiles(completion);
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

static void offer_methods(struct completion *completion, const char *text)
{
	(void)text;
	for (size_t i = 0; i < ARRAY_LEN(methods); i++)
		reply_add(&completion->reply, methods[i], "");
}

static void offer_routes(struct completion *completion, const char *text)
{
	(void)text;
	complete_routes(completion);
}

static void offer_files(struct completion *completion, const char *text)
{
	(void)text;
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
    {"PROFILE", offer_profiles, is_profile}, {"SCOPE", complete_scopes, NULL},
    {"EXPR", complete_permissions, NULL},    {"HAVE", complete_permissions, NULL},
    {"VALUE", complete_permissions, NULL},   {"A", complete_permissions, NULL},
    {"B", complete_permissions, NULL},       {"PATTERN", offer_names, NULL},
    {"FORMAT", offer_outputs, NULL},         {"SOURCE", offer_sources, NULL},
    {"COMMAND", offer_commands, NULL},       {"METHOD", offer_methods, is_method},
    {"PATH", offer_routes, is_route},        {"FILE", offer_files, NULL},
    {"DIR", offer_directories, NULL},
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
