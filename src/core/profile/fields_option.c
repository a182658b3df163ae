/* The options of a stack's entry: what each type takes. A default is taken as it stands in the source's row. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/path.h"
#include "core/profile/fields_stack.h"

enum { SECONDS_MAX = 86400, LIFETIME_MAX = 31536000 };

static void read_seconds(const struct field_reader *reader, const char *path, const config_setting_t *setting, int most,
			 struct source_settings *settings)
{
	const char *name = config_setting_name(setting);
	long long value = config_setting_get_int64(setting);
	char *text;

	/* What is not a number reads as 0. */
	if (config_setting_type(setting) == CONFIG_TYPE_FLOAT || value < 1 || value > most) {
		document_blame(reader->document, path, "'%s' must be a number of seconds from 1 to %d", name, most);
		return;
	}
	text = xasprintf("%lld", value);
	source_settings_add(settings, name, text);
	free(text);
}

static void add_word(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	struct strings *words = target;

	if (!words->count && !*text)
		document_blame(reader->document, path, "the command has no name");
	else if (!words->count && *text != '/' && strchr(text, '/'))
		document_blame(reader->document, path, "'%s' is neither a program's name nor an absolute path", text);
	strings_add(words, text);
}

static void read_argv(const struct field_reader *reader, const char *path, const config_setting_t *setting,
		      struct source_settings *settings)
{
	struct strings words = STRINGS_INIT;

	if (!field_elements(reader, path, setting, add_word, &words))
		document_blame(reader->document, path,
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
		document_blame(reader->document, path, "'%s' must be a string or a list of strings, not %s",
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
		document_blame(reader->document, path, "'%s' must be a string, not %s", name, document_type(setting));
	else if (!field_check_text(reader, path, text))
		return;
	else if (misfit(type, text))
		document_blame(reader->document, path, "'%s' must be %s", name, misfit(type, text));
	else if (type == OPTION_TOKEN_TYPE && !token_type_parse(text, &kind))
		source_settings_add(settings, name, token_type_name(kind));
	else
		source_settings_add(settings, name, text);
}

void stack_option_read(const struct field_reader *reader, const char *path, const config_setting_t *setting,
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

void stack_option_pass(const struct field_reader *reader, const char *path, const config_setting_t *setting,
		       struct source_settings *settings)
{
	const char *name = config_setting_name(setting);
	int type = config_setting_type(setting);
	char *number;

	if (name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-")]) {
		document_blame_name(reader->document, path,
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
		document_blame(reader->document, path, "'%s' must be a string, a number or a boolean, not %s", name,
			       document_type(setting));
	}
}
