/*
 * A table for a person, as narrow as their terminal.
 *
 *	static const struct table_column columns[] = {
 *	    {.title = "NAME"},
 *	    {.title = "BIT", .right = true},
 *	    {.title = "WHAT IT ALLOWS", .wraps = true},
 *	    {.title = NULL},
 *	};
 *	struct table *table = table_new(columns);
 *
 *	table_row(table);
 *	table_cell(table, STYLE_PLAIN, "CONNECT");
 *	table_cell(table, STYLE_PLAIN, "20");
 *	table_cell(table, STYLE_FAINT, "join voice and stage channels");
 *	table_print(table, stdout);
 *	table_free(table);
 *
 * A heading, then a line for each row, two blanks between the columns, nothing at the end of a line. On a terminal that
 * is too narrow, the columns that wrap give way, widest first, and break between words; where that is not enough, each
 * row becomes a paragraph. Nothing is ever left out. Elsewhere a row is one line, whatever its length and whatever the
 * locale, so that scripts can rely on it.
 *
 * Cells are foreign text: control bytes, what is no UTF-8, and what changes the direction of writing become '?', and on
 * a terminal whose locale is not of UTF-8 everything but ASCII.
 */
#ifndef DISCRED_TABLE_H
#define DISCRED_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/style.h"

struct table_column {
	const char *title; /* NULL: the end of the columns */
	bool right;        /* flush right: numbers */
	bool wraps;        /* gives way where there is too little room */
	size_t width;      /* at least so wide */
};

enum { TABLE_COLUMNS_MAX = 16 };

struct table;

/* The columns must outlive the table. */
struct table *table_new(const struct table_column *columns)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));
void table_free(struct table *table);

/* Begins a row. Its cells follow from left to right; those that are left out are empty. */
void table_row(struct table *table) __attribute__((nonnull));
void table_cell(struct table *table, enum style style, const char *text) __attribute__((nonnull));

/* Prints it in the form for that stream; nothing, not even a heading, when there is no row. */
void table_print(const struct table *table, FILE *out) __attribute__((nonnull));

/* What the form depends on. */
struct table_form {
	size_t columns; /* of the terminal; 0: no limit */
	bool ascii;
	bool styled;
};

/* The same in a form that is given. */
void table_print_as(const struct table *table, const struct table_form *form, FILE *out) __attribute__((nonnull));

#endif
