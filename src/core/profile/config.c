#include "core/profile/config.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/path.h"

static const char *const known[] = {"default_profile", "aliases"};

void config_release(struct config *config)
{
	free(config->default_profile);
	free(config->default_path);
	strings_release(&config->alias_names);
	strings_release(&config->alias_values);
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

static void read_key(const struct document *document, const config_setting_t *setting, struct config *config)
{
	const char *key = config_setting_name(setting);

	if (!strcmp(key, "default_profile")) {
		read_default(document, setting, config);
	} else if (strcmp(key, "aliases") != 0) {
		document_error_unknown(document, key, "key", "", known, ARRAY_LEN(known));
	} else if (!config_setting_is_group(setting)) {
		document_error(document, key, "'aliases' must be a group, { NAME = \"...\"; }, not %s",
			       document_type(setting));
	} else {
		for (int i = 0; i < config_setting_length(setting); i++)
			read_alias(document, config_setting_get_elem(setting, (unsigned)i), config);
	}
}

static int read_document(struct document *document, struct config *config, struct error *err)
{
	static const struct scan_key keys[] = {{.name = "default_profile", .shown = true, .text = true},
					       {.name = "aliases", .shown = true, .text = true}};
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
