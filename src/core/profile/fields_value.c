/* What the types of a profile's keys are worth, for those who show them. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/discord/permission.h"
#include "core/profile/fields_read.h"

json_t *value_text(const void *member)
{
	const char *text = *(char *const *)member;

	return text ? json_lenient(text) : json_null();
}

json_t *value_bool(const void *member)
{
	return json_boolean(*(const bool *)member);
}

json_t *value_seconds(const void *member)
{
	return json_integer(*(const int64_t *)member);
}

static json_t *list_of(const struct strings *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(array, json_lenient(list->item[i]));
	return array;
}

json_t *value_strings(const void *member)
{
	return list_of(member);
}

/* A string, since a JSON number does not keep 64 bits. */
json_t *value_permissions(const void *member)
{
	return json_sprintf("%" PRIu64, *(const uint64_t *)member);
}

void value_permissions_meaning(const void *member, struct buf *out)
{
	struct strings names = STRINGS_INIT;
	char *all;

	permission_names(*(const uint64_t *)member, &names);
	all = strings_join(&names, " + ");
	buf_str(out, all);
	free(all);
	strings_release(&names);
}

/* Of a command only the program: its arguments may be what nobody should see. */
json_t *value_secret(const void *member)
{
	const struct secret_ref *ref = member;

	switch (ref->kind) {
	case SECRET_FILE:
		return json_pack("{s:o}", "file", json_lenient(ref->name));
	case SECRET_COMMAND:
		return json_pack("{s:[o]}", "command", json_lenient(ref->argv.count ? ref->argv.item[0] : ""));
	case SECRET_ENV:
		return json_pack("{s:o}", "env", json_lenient(ref->name));
	case SECRET_STORED:
		return json_pack("{s:b}", "stored", true);
	case SECRET_PLAIN:
		return json_string("(hidden)");
	case SECRET_ABSENT:
		break;
	}
	return json_null();
}

static enum source_option_type type_of(const struct source *source, const char *name)
{
	for (const struct source_option *option = source->options; option->name; option++)
		if (!strcmp(option->name, name))
			return option->type;
	return OPTION_TEXT;
}

static json_t *setting_value(const struct source *source, const struct source_setting *setting)
{
	enum source_option_type type = type_of(source, setting->name);

	if (!setting->value)
		return list_of(&setting->words);
	if (type == OPTION_SECONDS || type == OPTION_LIFETIME)
		return json_integer(strtoll(setting->value, NULL, 10));
	return json_lenient(setting->value);
}

json_t *value_stack(const void *member)
{
	const struct stack *stack = member;
	json_t *array = json_array();

	for (size_t i = 0; i < stack->count; i++) {
		const struct stack_entry *entry = &stack->entry[i];
		json_t *object =
		    json_pack("{s:s, s:s}", "control", entry->control->name, "source", entry->source->name);

		for (size_t s = 0; s < entry->settings.count; s++)
			json_object_set_new(object, entry->settings.item[s].name,
					    setting_value(entry->source, &entry->settings.item[s]));
		json_array_append_new(array, object);
	}
	return array;
}
