/* A line of tests/fixtures/NAME.tsv at a time, cut into its columns; the heading is skipped. */
#ifndef UNIT_FIXTURE_H
#define UNIT_FIXTURE_H

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIXTURE_COLUMNS = 12 };

struct fixture {
	FILE *file;
	char line[1024];
	char *column[FIXTURE_COLUMNS];
};

static inline bool fixture_next(struct fixture *fixture)
{
	char *rest = fixture->line;

	if (!fgets(fixture->line, sizeof(fixture->line), fixture->file)) {
		fclose(fixture->file);
		return false;
	}
	fixture->line[strcspn(fixture->line, "\n")] = '\0';
	for (size_t i = 0; i < FIXTURE_COLUMNS; i++)
		fixture->column[i] = rest ? strsep(&rest, "\t") : NULL;
	return true;
}

static inline void fixture_open(struct fixture *fixture, const char *name)
{
	const char *source = getenv("DISCRED_SOURCE");
	char path[512];

	cr_assert_not_null(source, "DISCRED_SOURCE is not set");
	snprintf(path, sizeof(path), "%s/tests/fixtures/%s", source, name);
	fixture->file = fopen(path, "r");
	cr_assert_not_null(fixture->file, "%s", path);
	cr_assert(fixture_next(fixture));
}

#endif
