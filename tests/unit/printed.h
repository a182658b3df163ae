/* What diagnostics_print prints, with the scratch directory's name as DIR if there is one. The caller frees it. */
#ifndef UNIT_PRINTED_H
#define UNIT_PRINTED_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/profile/scan.h"

/* The text with every occurrence of `from` replaced. */
static inline char *printed_replace(const char *text, const char *from, const char *to)
{
	char *result = NULL;
	size_t size;
	FILE *out = open_memstream(&result, &size);
	const char *found;

	cr_assert_not_null(out);
	for (; (found = strstr(text, from)); text = found + strlen(from))
		fprintf(out, "%.*s%s", (int)(found - text), text, to);
	fputs(text, out);
	fclose(out);
	return result;
}

static inline char *printed(const struct diagnostics *list, const char *dir)
{
	char *text = NULL;
	char *result;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	cr_assert_not_null(out);
	diagnostics_print(out, list);
	fclose(out);
	result = printed_replace(text, dir, "DIR");
	free(text);
	return result;
}

#endif
