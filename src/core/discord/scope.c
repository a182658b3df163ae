#include "core/discord/scope.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

const struct scope *scope_find(const char *name)
{
	for (size_t i = 0; i < scope_table_count; i++)
		if (!strcmp(scope_table[i].name, name))
			return &scope_table[i];
	return NULL;
}

static const char *nearest(const char *name)
{
	const char **known = xcalloc(scope_table_count, sizeof(*known));
	const char *found;

	for (size_t i = 0; i < scope_table_count; i++)
		known[i] = scope_table[i].name;
	found = strings_nearest(known, scope_table_count, name);
	free(known);
	return found;
}

char *scope_doubt(const char *name)
{
	const struct scope *scope = scope_find(name);
	const char *meant = scope ? NULL : nearest(name);

	if (scope)
		return scope->approval ? xasprintf("scope '%s' is for those that Discord approved", name) : NULL;
	return xasprintf("scope '%s' is not documented%s%s%s", name, meant ? ": did you mean '" : "",
			 meant ? meant : "", meant ? "'?" : "");
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
