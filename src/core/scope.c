#include "discred/scope.h"

#include <string.h>

const struct scope *scope_find(const char *name)
{
	for (size_t i = 0; i < scope_table_count; i++)
		if (!strcmp(scope_table[i].name, name))
			return &scope_table[i];
	return NULL;
}

bool scope_valid(const char *name)
{
	for (const char *c = name; *c; c++)
		if (*c < 0x21 || *c > 0x7e || *c == '"' || *c == '\\')
			return false;
	return *name;
}

bool scope_missing(const char *wanted, const char *have, struct strings *missing)
{
	struct strings asked = STRINGS_INIT;
	struct strings granted = STRINGS_INIT;
	bool any = false;

	strings_split(&asked, wanted, " ");
	strings_split(&granted, have, " ");
	if (strings_have(&granted, "bot"))
		strings_add(&granted, "applications.commands");
	for (size_t i = 0; i < asked.count; i++) {
		if (strings_have(&granted, asked.item[i]))
			continue;
		any = true;
		if (!strings_have(missing, asked.item[i]))
			strings_add(missing, asked.item[i]);
	}
	strings_release(&asked);
	strings_release(&granted);
	return any;
}

bool scope_is_invitation(const struct strings *scopes)
{
	for (size_t i = 0; i < scopes->count; i++)
		if (strcmp(scopes->item[i], "bot") && strcmp(scopes->item[i], "applications.commands"))
			return false;
	return scopes->count;
}
