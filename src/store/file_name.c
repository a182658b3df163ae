#include "store/file_name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/path.h"
#include "base/words.h"

int file_store_name(char name[static FILE_STORE_NAME], const char *prefix, const char *profile, const char *slot,
		    const char *suffix, struct error *err)
{
	if (!name_valid(profile) || !name_valid(slot) || strchr(slot, '.'))
		return error_set(err, ERROR_BUG, "store: no slot '%s' of a profile '%s'", slot, profile);
	snprintf(name, FILE_STORE_NAME, "%s%s.%s%s", prefix, profile, slot, suffix);
	return 0;
}

int file_store_locate(const char *dir, const char *name, struct error *err)
{
	char *path;

	if (err->code == ERROR_NONE)
		return -1;
	path = xasprintf("%s/%s", dir, name);
	if (err->hint[0])
		words_hint_run(err, "chmod 600", path);
	else
		error_hint(err, "look at '%s'", path);
	free(path);
	return -1;
}
