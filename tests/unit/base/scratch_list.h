/* What a scratch directory holds. */
#ifndef UNIT_SCRATCH_LIST_H
#define UNIT_SCRATCH_LIST_H

#include <dirent.h>

#include "scratch.h"

/* Exactly these names, in order, with spaces between them. */
static inline void scratch_expect_names(const char *want)
{
	struct dirent **entries = NULL;
	int count = scandir(scratch, &entries, NULL, alphasort);
	char names[512] = "";
	size_t len = 0;

	cr_assert_geq(count, 0);
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;

		if (strcmp(name, ".") && strcmp(name, ".."))
			len += (size_t)snprintf(names + len, sizeof(names) - len, "%s%s", len ? " " : "", name);
		free(entries[i]);
	}
	free(entries);
	cr_assert_str_eq(names, want);
}

#endif
