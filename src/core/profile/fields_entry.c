#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/profile/fields_stack.h"
#include "discred/stack.h"

/* The names that a word could have been; the caller frees the array. */
struct choices {
	const char **name;
	size_t count;
};

static void blame_choice(const struct field_reader *reader, const char *path, const char *what, const char *text,
			 const struct choices *choices)
{
	const char *nearest = strings_nearest(choices->name, choices->count, text);
	struct strings list = STRINGS_INIT;
	char *all;

	if (nearest) {
		document_blame(reader->document, path, "unknown %s '%s': did you mean '%s'?", what, text, nearest);
		return;
	}
	for (size_t i = 0; i < choices->count; i++)
		strings_add(&list, choices->name[i]);
	all = strings_join(&list, ", ");
	document_blame(reader->document, path, "unknown %s '%s': it is one of %s", what, text, all);
	free(all);
	strings_release(&list);
}

/* The string that an entry must have; NULL after a complaint. */
static const char *needed(const struct field_reader *reader, const char *path, const config_setting_t *group,
			  const char *name)
{
	const config_setting_t *member = config_setting_get_member(group, name);
	const char *text = member ? config_setting_get_string(member) : NULL;
	char *place;

	if (!member) {
		document_blame(reader->document, path, "the entry has no '%s'", name);
	} else if (!text) {
		place = xasprintf("%s.%s", path, name);
		document_blame(reader->document, place, "'%s' must be a string, not %s", name, document_type(member));
		free(place);
	}
	return text;
}

static const struct stack_control *read_control(const struct field_reader *reader, const char *path,
						const config_setting_t *group)
{
	const char *text = needed(reader, path, group, "control");
	const struct stack_control *control = text ? stack_control_find(text) : NULL;
	struct choices choices = {.count = stack_control_count};
	char *place;

	if (!text || control)
		return control;
	choices.name = xcalloc(choices.count, sizeof(*choices.name));
	for (size_t i = 0; i < choices.count; i++)
		choices.name[i] = stack_controls[i].name;
	place = xasprintf("%s.control", path);
	blame_choice(reader, place, "control", text, &choices);
	free(place);
	free(choices.name);
	return NULL;
}

static const struct source *read_source(const struct field_reader *reader, const char *path,
					const config_setting_t *group)
{
	const char *text = needed(reader, path, group, "source");
	const struct source *source = text ? source_find(reader->sources, text) : NULL;
	struct choices choices = {.count = reader->sources->count};
	char *place;

	if (!text || source)
		return source;
	choices.name = xcalloc(choices.count, sizeof(*choices.name));
	for (size_t i = 0; i < choices.count; i++)
		choices.name[i] = reader->sources->row[i]->name;
	place = xasprintf("%s.source", path);
	blame_choice(reader, place, "source", text, &choices);
	free(place);
	free(choices.name);
	return NULL;
}

static const struct source_option *find_option(const struct source *source, const char *name)
{
	for (const struct source_option *option = source->options; option->name; option++)
		if (!strcmp(option->name, name))
			return option;
	return NULL;
}

static void blame_option(const struct field_reader *reader, const char *path, const struct source *source)
{
	char *owner = xasprintf(" of source '%s'", source->name);
	const char **known;
	size_t count = 0;

	while (source->options[count].name)
		count++;
	known = xcalloc(count + 2, sizeof(*known));
	known[0] = "control";
	known[1] = "source";
	for (size_t i = 0; i < count; i++)
		known[i + 2] = source->options[i].name;
	document_blame_unknown(reader->document, path, "option", owner, known, count + 2);
	free(known);
	free(owner);
}

static void read_option(const struct field_reader *reader, const char *path, const config_setting_t *setting,
			const struct source *source, struct source_settings *settings)
{
	const char *name = config_setting_name(setting);
	const struct source_option *option = find_option(source, name);

	if (option)
		stack_option_read(reader, path, setting, option, settings);
	else if (source->passes_on)
		stack_option_pass(reader, path, setting, settings);
	else
		blame_option(reader, path, source);
}

static void read_options(const struct field_reader *reader, const char *path, const config_setting_t *group,
			 const struct source *source, struct source_settings *settings)
{
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *member = config_setting_get_elem(group, (unsigned)i);
		const char *name = config_setting_name(member);
		char *place = xasprintf("%s.%s", path, name);

		if (strcmp(name, "control") != 0 && strcmp(name, "source") != 0)
			read_option(reader, place, member, source, settings);
		free(place);
	}
	for (const struct source_option *option = source->options; option->name; option++)
		if (option->required && !config_setting_get_member(group, option->name))
			document_blame(reader->document, path, "source '%s' needs '%s'", source->name, option->name);
}

void stack_entry_standards(const struct source *source, struct source_settings *settings)
{
	for (const struct source_option *option = source->options; option->name; option++)
		if (option->standard && !source_setting(settings, option->name))
			source_settings_add(settings, option->name, option->standard);
}

void stack_entry_read(const struct field_reader *reader, const char *path, const config_setting_t *group,
		      struct stack *stack)
{
	const struct stack_control *control = read_control(reader, path, group);
	const struct source *source = read_source(reader, path, group);
	struct source_settings settings = {.item = NULL};

	if (source)
		read_options(reader, path, group, source, &settings);
	if (source && control && source->gate && control->action[SOURCE_PASS] == ACTION_DONE) {
		char *place = xasprintf("%s.control", path);

		document_blame(reader->document, place,
			       "source '%s' gives no token, so '%s' would end the stack without one: use 'requisite'",
			       source->name, control->name);
		free(place);
	}
	if (source && control) {
		stack_entry_standards(source, &settings);
		stack_add(stack, control, source)->settings = settings;
	} else {
		source_settings_release(&settings);
	}
}
