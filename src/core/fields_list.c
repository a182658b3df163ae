/* The types that are sets: scopes and permissions. */
#include <stdlib.h>
#include <string.h>

#include "discred/memory.h"
#include "discred/permission.h"
#include "discred/scope.h"
#include "fields_read.h"

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

	if (!permission_parse_number(text, target, &err))
		return;
	if (permission_find(text))
		document_blame(reader->document, path, "names stand in a list: write ( \"%s\" )", text);
	else if (!*text)
		document_blame(reader->document, path, "'%s' is empty", path);
	else
		document_blame(reader->document, path, "%s", err.text);
}

static const char *nearest_permission(const char *text)
{
	const char **names = xcalloc(permission_table_count, sizeof(*names));
	const char *nearest;

	for (size_t i = 0; i < permission_table_count; i++)
		names[i] = permission_table[i].name;
	nearest = strings_nearest(names, permission_table_count, text);
	free(names);
	return nearest;
}

static void add_permission(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	const struct permission *found = permission_find(text);
	const char *nearest = found ? NULL : nearest_permission(text);

	if (found)
		*(uint64_t *)target |= UINT64_C(1) << found->bit;
	else if (nearest)
		document_blame(reader->document, path, "unknown permission '%s': did you mean '%s'?", text, nearest);
	else
		document_blame(reader->document, path, "unknown permission '%s'", text);
}

bool field_permissions_other(const struct field_reader *reader, const char *path, const config_setting_t *setting,
			     void *target)
{
	int type = config_setting_type(setting);
	long long value = config_setting_get_int64(setting);

	if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64)
		return field_elements(reader, path, setting, add_permission, target);
	if (value < 0)
		document_blame(reader->document, path, "'%s' must not be negative", path);
	*(uint64_t *)target = (uint64_t)value;
	return true;
}
