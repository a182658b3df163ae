#include "core/profile/config.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/path.h"

static const char *const known[] = {"default_profile", "aliases", "holders"};

void config_release(struct config *config)
{
	free(config->default_profile);
	free(config->default_path);
	strings_release(&config->alias_names);
	strings_release(&config->alias_values);
	for (size_t i = 0; i < config->holder_count; i++) {
		free(config->holder[i].label);
		strings_release(&config->holder[i].words);
	}
	free(config->holder);
	*config = (struct config){.default_profile = NULL};
}

static void read_default(const struct document *document, const config_setting_t *setting, struct config *config)
{
	const char *text = config_setting_get_string(setting);

	if (!text) {
		document_error(document, "default_profile", "'default_profile' must be a string, not %s",
			       document_type(setting));
	} else if (!name_valid(text)) {
		document_error(document, "default_profile", "'%s' cannot be the name of a profile", text);
	} else if (!config->default_profile) {
		config->default_profile = xstrdup(text);
		config->default_path = xstrdup(document->path);
		config->default_at = scan_value(&document->scan, "default_profile");
	}
}

static void read_alias(const struct document *document, const config_setting_t *setting, struct config *config)
{
	const char *name = config_setting_name(setting);
	const char *text = config_setting_get_string(setting);
	char *path = xasprintf("aliases.%s", name);

	if (!name_valid(name)) {
		document_error_name(document, path, "'%s' cannot be the name of an alias", name);
	} else if (!text) {
		document_error(document, path, "alias '%s' must be a string, not %s", name, document_type(setting));
	} else if (!text[strspn(text, " \t")]) {
		document_error(document, path, "alias '%s' is empty", name);
	} else if (!strings_have(&config->alias_names, name)) {
		strings_add(&config->alias_names, name);
		strings_add(&config->alias_values, text);
	}
	free(path);
}

bool config_label_valid(const char *label)
{
	return name_valid(label) && !strchr(label, '.') && !strchr("0123456789", label[0]);
}

/* NULL: none of that label. */
static const struct config_holder *find_holder(const struct config *config, const char *label)
{
	for (size_t i = 0; i < config->holder_count; i++)
		if (!strcmp(config->holder[i].label, label))
			return &config->holder[i];
	return NULL;
}

static bool read_words(const config_setting_t *setting, struct strings *words)
{
	int count =
	    config_setting_is_array(setting) || config_setting_is_list(setting) ? config_setting_length(setting) : 0;

	for (int i = 0; i < count; i++) {
		const char *text = config_setting_get_string_elem(setting, i);

		if (!text)
			return false;
		strings_add(words, text);
	}
	return count > 0;
}

static void read_holder(const struct document *document, const config_setting_t *setting, struct config *config)
{
	const char *label = config_setting_name(setting);
	struct config_holder holder = {.words = STRINGS_INIT};
	char *path = xasprintf("holders.%s", label);

	if (!config_label_valid(label)) {
		document_error_name(document, path, "'%s' cannot be the label of a key holder", label);
	} else if (!read_words(setting, &holder.words)) {
		document_error(document, path, "key holder '%s' must be [ \"KIND\", ... ], all of it text", label);
	} else if (!find_holder(config, label)) {
		holder.label = xstrdup(label);
		config->holder = xgrow(config->holder, config->holder_count, sizeof(holder));
		config->holder[config->holder_count++] = holder;
		holder = (struct config_holder){.words = STRINGS_INIT};
	}
	strings_release(&holder.words);
	free(path);
}

static void read_group(const struct document *document, const config_setting_t *setting, struct config *config,
		       void (*read)(const struct document *, const config_setting_t *, struct config *))
{
	for (int i = 0; i < config_setting_length(setting); i++)
		read(document, config_setting_get_elem(setting, (unsigned)i), config);
}

static void read_key(const struct document *document, const config_setting_t *setting, struct config *config)
{
	const char *key = config_setting_name(setting);

	if (!strcmp(key, "default_profile")) {
		read_default(document, setting, config);
	} else if (strcmp(key, "aliases") != 0 && strcmp(key, "holders") != 0) {
		document_error_unknown(document, key, "key", "", known, ARRAY_LEN(known));
	} else if (!config_setting_is_group(setting)) {
		document_error(document, key, "'%s' must be a group, { NAME = %s; }, not %s", key,
			       *key == 'a' ? "\"...\"" : "[ \"...\" ]", document_type(setting));
	} else {
		read_group(document, setting, config, *key == 'a' ? read_alias : read_holder);
	}
}

static int read_document(struct document *document, struct config *config, struct error *err)
{
	static const struct scan_key keys[] = {{.name = "default_profile", .shown = true, .text = true},
					       {.name = "aliases", .shown = true, .text = true},
					       {.name = "holders", .shown = true, .text = true}};
	int result = document_read(document, keys, ARRAY_LEN(keys), err);
	const config_setting_t *root = result ? NULL : document_root(document);

	for (int i = 0; root && i < config_setting_length(root); i++)
		read_key(document, config_setting_get_elem(root, (unsigned)i), config);
	return result ? result : diagnostics_verdict(document->list, err);
}

int config_load_text(struct document *document, const struct buf *text, const char *path, struct config *config,
		     struct error *err)
{
	document_give(document, path, text);
	return read_document(document, config, err);
}

static int read_file(const struct environ *env, const char *path, struct config *config, struct diagnostics *list,
		     struct error *err)
{
	struct document document;
	int result;

	document_init(&document, list);
	result = document_open(&document, env, path, err);
	if (!result)
		result = read_document(&document, config, err);
	document_release(&document);
	return result;
}

int config_load(struct config *config, const struct environ *env, struct diagnostics *list, struct error *err)
{
	struct strings dirs = STRINGS_INIT;
	int result = 0;

	*config = (struct config){.default_profile = NULL};
	path_config_dirs(env, &dirs);
	for (size_t i = 0; i < dirs.count && !result; i++) {
		char *path = xasprintf("%s/config.cfg", dirs.item[i]);

		result = read_file(env, path, config, list, err);
		if (result && err->code == ERROR_NONE) {
			error_clear(err);
			result = 0;
		}
		free(path);
	}
	if (result)
		config_release(config);
	strings_release(&dirs);
	return result;
}
