#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/output/table_inside.h"
#include "core/output/table_text.h"

enum { INDENT = 2 };

static void print_styled(const struct table_form *form, enum style style, const char *text, FILE *out)
{
	bool styled = form->styled && style != STYLE_PLAIN;

	fprintf(out, "%s%s%s", styled ? style_sequence(style) : "", text, styled ? STYLE_END : "");
}

/* "TITLE text", beside the one before it if both fit into the line; `used` is what that took. */
static void print_fact(const struct table_form *form, const char *title, const struct cell *cell, size_t *used,
		       FILE *out)
{
	size_t width = table_text_width(title) + 1 + table_text_width(cell->text);

	if (*used && *used + INDENT + width > form->columns) {
		fputc('\n', out);
		*used = 0;
	}
	fprintf(out, "%*s", INDENT, "");
	print_styled(form, STYLE_FAINT, title, out);
	fputc(' ', out);
	print_styled(form, cell->style, cell->text, out);
	*used += INDENT + width;
}

/* A long text, on lines of its own. */
static void print_text(const struct table_form *form, const char *title, const struct cell *cell, FILE *out)
{
	size_t begin = INDENT + table_text_width(title) + 1;
	size_t room = form->columns > begin ? form->columns - begin : 1;
	char *lines = table_text_wrap(cell->text, room);

	fprintf(out, "%*s", INDENT, "");
	print_styled(form, STYLE_FAINT, title, out);
	for (const char *at = lines; at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL) {
		char *line = xstrndup(at, strcspn(at, "\n"));

		fprintf(out, "%*s", at == lines ? 1 : (int)begin, "");
		print_styled(form, cell->style, line, out);
		fputc('\n', out);
		free(line);
	}
	free(lines);
}

static void print_block(const struct table *table, const struct row *row, const struct table_form *form, FILE *out)
{
	size_t used = 0;

	if (row->count)
		print_styled(form, STYLE_HEADING, row->cell[0].text, out);
	fputc('\n', out);
	for (size_t i = 1; i < row->count; i++)
		if (!table->columns[i].wraps && row->cell[i].text[0])
			print_fact(form, table->columns[i].title, &row->cell[i], &used, out);
	if (used)
		fputc('\n', out);
	for (size_t i = 1; i < row->count; i++)
		if (table->columns[i].wraps && row->cell[i].text[0])
			print_text(form, table->columns[i].title, &row->cell[i], out);
}

void table_print_blocks(const struct table *table, const struct table_form *form, FILE *out)
{
	for (size_t i = 0; i < table->count; i++)
		print_block(table, &table->row[i], form, out);
}
