/* The stack: entries in the profile, or in a file that profiles share, each checked against its source's row. */
#include "core/profile/field_stack.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/path.h"
#include "discred/stack.h"

enum { SECONDS_MAX = 86400, LIFETIME_MAX = 31536000 };

static void read_seconds(const struct field_reader *reader, const char *path, const config_setting_t *setting, int most,
			 struct source_settings *settings)
{
	const char *name = config_setting_name(setting);
	long long value = config_setting_get_int64(setting);
	char *text;

	/* What is not a number reads as 0. */
	if (config_setting_type(setting) == CONFIG_TYPE_FLOAT || value < 1 || value > most) {
		document_error(reader->document, path, "'%s' must be a number of seconds from 1 to %d", name, most);
		return;
	}
	text = xasprintf("%lld", value);
	source_settings_add(settings, name, text);
	free(text);
}

static void read_argv(const struct field_reader *reader, const char *path, const config_setting_t *setting,
		      struct source_settings *settings)
{
	struct strings words = STRINGS_INIT;

	if (!field_elements(reader, path, setting, field_command_word, &words))
		document_error(reader->document, path,
			       "'%s' must be a list of words, [ \"PROGRAM\", \"ARGUMENT\" ]: no shell reads it",
			       config_setting_name(setting));
	source_settings_add_words(settings, config_setting_name(setting), &words);
}

static void read_scopes(const struct field_reader *reader, const char *path, const config_setting_t *setting,
			struct source_settings *settings)
{
	const char *text = config_setting_get_string(setting);
	struct strings scopes = STRINGS_INIT;
	char *line;

	if (text)
		field_scopes(reader, path, text, &scopes);
	else if (!field_scopes_list(reader, path, setting, &scopes))
		document_error(reader->document, path, "'%s' must be a string or a list of strings, not %s",
			       config_setting_name(setting), document_type(setting));
	line = strings_join(&scopes, " ");
	source_settings_add(settings, config_setting_name(setting), line);
	free(line);
	strings_release(&scopes);
}

/* What a text must be; NULL when it is. */
static const char *misfit(enum source_option_type type, const char *text)
{
	enum token_type kind;

	switch (type) {
	case OPTION_TOKEN_TYPE:
		return token_type_parse(text, &kind) < 0 ? "\"Bearer\" or \"Bot\"" : NULL;
	case OPTION_VARIABLE:
		return environ_name_valid(text) ? NULL : "the name of an environment variable";
	case OPTION_PATH:
		if (*text == '/' || !strncmp(text, "~/", 2) || !strncmp(text, "$CREDENTIALS_DIRECTORY/", 23))
			return NULL;
		return "an absolute path, or begin with '~/' or '$CREDENTIALS_DIRECTORY/'";
	case OPTION_NAME:
		return name_valid(text) ? NULL : "a name: letters, digits, '.', '_' and '-', 64 at most";
	default:
		return NULL;
	}
}

static void read_text(const struct field_reader *reader, const char *path, const config_setting_t *setting,
		      enum source_option_type type, struct source_settings *settings)
{
	const char *name = config_setting_name(setting);
	const char *text = config_setting_get_string(setting);
	enum token_type kind;

	if (!text)
		document_error(reader->document, path, "'%s' must be a string, not %s", name, document_type(setting));
	else if (!field_check_text(reader, path, text))
		return;
	else if (misfit(type, text))
		document_error(reader->document, path, "'%s' must be %s", name, misfit(type, text));
	else if (type == OPTION_TOKEN_TYPE && !token_type_parse(text, &kind))
		source_settings_add(settings, name, token_type_name(kind));
	else
		source_settings_add(settings, name, text);
}

/* The value of an option that the source's row has. */
static void read_known_option(const struct field_reader *reader, const char *path, const config_setting_t *setting,
			      const struct source_option *option, struct source_settings *settings)
{
	switch (option->type) {
	case OPTION_SECONDS:
		read_seconds(reader, path, setting, SECONDS_MAX, settings);
		break;
	case OPTION_LIFETIME:
		read_seconds(reader, path, setting, LIFETIME_MAX, settings);
		break;
	case OPTION_ARGV:
		read_argv(reader, path, setting, settings);
		break;
	case OPTION_SCOPES:
		read_scopes(reader, path, setting, settings);
		break;
	default:
		read_text(reader, path, setting, option->type, settings);
		break;
	}
}

/* The value of an option that the source passes on: its name becomes part of a record's key. */
static void read_passed_option(const struct field_reader *reader, const char *path, const config_setting_t *setting,
			       struct source_settings *settings)
{
	const char *name = config_setting_name(setting);
	int type = config_setting_type(setting);
	char *number;

	if (name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-")]) {
		document_error_name(reader->document, path,
				    "'%s' cannot be passed on: a name is lower-case letters, digits, '_' and '-'",
				    name);
	} else if (type == CONFIG_TYPE_STRING) {
		read_text(reader, path, setting, OPTION_TEXT, settings);
	} else if (type == CONFIG_TYPE_BOOL) {
		source_settings_add(settings, name, config_setting_get_bool(setting) ? "true" : "false");
	} else if (type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64) {
		number = xasprintf("%lld", config_setting_get_int64(setting));
		source_settings_add(settings, name, number);
		free(number);
	} else {
		document_error(reader->document, path, "'%s' must be a string, a number or a boolean, not %s", name,
			       document_type(setting));
	}
}

/* The names that a word could have been; the caller frees the array. */
struct choices {
	const char **name;
	size_t count;
};

static void choice_error(const struct field_reader *reader, const char *path, const char *what, const char *text,
			 const struct choices *choices)
{
	const char *nearest = strings_nearest(choices->name, choices->count, text);
	struct strings list = STRINGS_INIT;
	char *all;

	if (nearest) {
		document_error(reader->document, path, "unknown %s '%s': did you mean '%s'?", what, text, nearest);
		return;
	}
	for (size_t i = 0; i < choices->count; i++)
		strings_add(&list, choices->name[i]);
	all = strings_join(&list, ", ");
	document_error(reader->document, path, "unknown %s '%s': it is one of %s", what, text, all);
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
		document_error(reader->document, path, "the entry has no '%s'", name);
	} else if (!text) {
		place = xasprintf("%s.%s", path, name);
		document_error(reader->document, place, "'%s' must be a string, not %s", name, document_type(member));
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
	choice_error(reader, place, "control", text, &choices);
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
	choice_error(reader, place, "source", text, &choices);
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

static void option_error(const struct field_reader *reader, const char *path, const struct source *source)
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
	document_error_unknown(reader->document, path, "option", owner, known, count + 2);
	free(known);
	free(owner);
}

static void read_option(const struct field_reader *reader, const char *path, const config_setting_t *setting,
			const struct source *source, struct source_settings *settings)
{
	const char *name = config_setting_name(setting);
	const struct source_option *option = find_option(source, name);

	if (option)
		read_known_option(reader, path, setting, option, settings);
	else if (source->passes_on)
		read_passed_option(reader, path, setting, settings);
	else
		option_error(reader, path, source);
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
			document_error(reader->document, path, "source '%s' needs '%s'", source->name, option->name);
}

/* Adds the defaults of options that are not set yet. */
static void add_defaults(const struct source *source, struct source_settings *settings)
{
	for (const struct source_option *option = source->options; option->name; option++)
		if (option->default_value && !source_setting(settings, option->name))
			source_settings_add(settings, option->name, option->default_value);
}

/* One entry: { control = "..."; source = "..."; OPTION = VALUE; ... }. Added unless there was something to complain
 * about. */
static void read_entry(const struct field_reader *reader, const char *path, const config_setting_t *group,
		       struct stack *stack)
{
	const struct stack_control *control = read_control(reader, path, group);
	const struct source *source = read_source(reader, path, group);
	struct source_settings settings = {.item = NULL};

	if (source)
		read_options(reader, path, group, source, &settings);
	if (source && control && source->gate && control->action[SOURCE_PASS] == ACTION_DONE) {
		char *place = xasprintf("%s.control", path);

		document_error(reader->document, place,
			       "source '%s' gives no token, so '%s' would end the stack without one: use 'requisite'",
			       source->name, control->name);
		free(place);
	}
	if (source && control) {
		add_defaults(source, &settings);
		stack_add(stack, control, source)->settings = settings;
	} else {
		source_settings_release(&settings);
	}
}

static void read_entries(const struct field_reader *reader, const char *path, const config_setting_t *list,
			 struct stack *stack)
{
	int count = config_setting_length(list);

	if (!count)
		document_error(reader->document, path, "'%s' is empty: it needs a source", path);
	for (int i = 0; i < count; i++) {
		const config_setting_t *element = config_setting_get_elem(list, (unsigned)i);
		char *place = xasprintf("%s.[%d]", path, i);

		if (config_setting_is_group(element))
			read_entry(reader, place, element, stack);
		else
			document_error(reader->document, place,
				       "an entry is a group, { control = \"...\"; source = \"...\"; }, not %s",
				       document_type(element));
		free(place);
	}
}

bool field_stack(const struct field_reader *reader, const char *path, const config_setting_t *setting, void *target)
{
	if (!config_setting_is_list(setting))
		return false;
	read_entries(reader, path, setting, target);
	return true;
}

void field_stack_default(const struct field_reader *reader, const char *text, void *target)
{
	const struct stack_control *sufficient = stack_control_find("sufficient");
	struct stack *stack = target;

	(void)text;
	for (const struct source *const *source = reader->sources->fallback; *source; source++)
		add_defaults(*source, &stack_add(stack, sufficient, *source)->settings);
	stack->by_default = true;
}

/* A shared stack is a file with the one key. */
static void read_shared(const struct field_reader *reader, struct stack *stack)
{
	static const char *const known[] = {"stack"};
	const config_setting_t *root = document_root(reader->document);
	const config_setting_t *setting = config_setting_get_member(root, "stack");

	stack->path = xstrdup(reader->document->path);
	for (int i = 0; i < config_setting_length(root); i++) {
		const char *key = config_setting_name(config_setting_get_elem(root, (unsigned)i));

		if (strcmp(key, "stack") != 0)
			document_error_unknown(reader->document, key, "key", " in a shared stack", known,
					       ARRAY_LEN(known));
	}
	if (!setting)
		document_error(reader->document, "stack", "'stack' is missing: a shared stack is stack = ( ... );");
	else if (!field_stack(reader, "stack", setting, stack))
		document_error(reader->document, "stack", "'stack' of a shared stack must be a list of groups, not %s",
			       document_type(setting));
}

static void absent_error(const struct field_reader *reader, const char *path, const char *name)
{
	struct strings names = STRINGS_INIT;
	struct error err = ERROR_INIT;
	const char *nearest = NULL;

	if (!document_names(reader->env, "stacks", &names, NULL, &err) && names.count)
		nearest = strings_nearest((const char *const *)names.item, names.count, name);
	if (nearest)
		document_error(reader->document, path, "no shared stack '%s': did you mean '%s'?", name, nearest);
	else
		document_error(reader->document, path,
			       "no shared stack '%s': it would be stacks/%s.cfg on the search path of profiles", name,
			       name);
	strings_release(&names);
}

void field_stack_name(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	static const struct scan_key keys[] = {
	    {.name = "stack", .shown = true, .instead = "write seconds from 1 to 86400"}};
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct field_reader shared = *reader;
	struct error err = ERROR_INIT;
	struct document document;

	if (!name_valid(text)) {
		document_error(reader->document, path, "'%s' cannot be the name of a shared stack", text);
		return;
	}
	document_init(&document, &list);
	shared.document = &document;
	if (document_find(&document, reader->env, "stacks", text, &err) < 0 && err.code == ERROR_NONE)
		absent_error(reader, path, text);
	else if (document.fd < 0 || document_read(&document, keys, ARRAY_LEN(keys), &err) < 0)
		document_error(reader->document, path, "stack '%s': %s%s%s", text, err.text, err.hint[0] ? "; " : "",
			       err.hint);
	else if (document_root(&document))
		read_shared(&shared, target);
	document_release(&document);
	if (list.count)
		diagnostics_join(reader->document->list, &list);
	diagnostics_release(&list);
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
		return value_strings(&setting->words);
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
