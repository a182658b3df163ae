/* The types that are sets: scopes and permissions. */
#include "core/discord/permission.h"
#include "core/discord/scope.h"
#include "core/profile/fields_read.h"

static void add_scope(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	struct strings *scopes = target;

	if (!scope_valid(text))
		document_blame(reader->document, path, "'%s' is not a scope", text);
	else if (strings_have(scopes, text))
		document_blame(reader->document, path, "scope '%s' is there twice", text);
	else
		strings_add(scopes, text);
}

void field_scopes(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	struct strings words = STRINGS_INIT;

	strings_split(&words, text, " ");
	if (!words.count)
		document_blame(reader->document, path, "'%s' is empty", path);
	for (size_t i = 0; i < words.count; i++)
		add_scope(reader, path, words.item[i], target);
	strings_release(&words);
}

bool field_scopes_list(const struct field_reader *reader, const char *path, const config_setting_t *setting,
		       void *target)
{
	return field_elements(reader, path, setting, add_scope, target);
}

void field_permissions(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	struct error err = ERROR_INIT;
	uint64_t value;

	if (!permission_parse(text, &value, NULL, &err))
		*(uint64_t *)target |= value;
	else if (!*text)
		document_blame(reader->document, path, "'%s' is empty", path);
	else
		document_blame(reader->document, path, "%s%s%s", err.text, err.hint[0] ? ": " : "", err.hint);
}

bool field_permissions_other(const struct field_reader *reader, const char *path, const config_setting_t *setting,
			     void *target)
{
	int type = config_setting_type(setting);
	long long value = config_setting_get_int64(setting);

	if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64)
		return field_elements(reader, path, setting, field_permissions, target);
	if (value < 0)
		document_blame(reader->document, path, "'%s' must not be negative", path);
	*(uint64_t *)target = (uint64_t)value;
	return true;
}
