/* A table as its parts see it. */
#ifndef DISCRED_CORE_TABLE_INSIDE_H
#define DISCRED_CORE_TABLE_INSIDE_H

#include "core/output/table.h"

struct cell {
	char *text; /* clean */
	enum style style;
};

struct row {
	struct cell cell[TABLE_COLUMNS_MAX];
	size_t count;
};

struct table {
	const struct table_column *columns;
	size_t width; /* in columns */
	struct row *row;
	size_t count;
};

/* Every row as a paragraph: its first cell, then the others with their titles. For a terminal that is too narrow. */
void table_print_blocks(const struct table *table, const struct table_form *form, FILE *out) __attribute__((nonnull));

#endif
