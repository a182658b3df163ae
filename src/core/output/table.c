#include "core/output/table.h"

#include <langinfo.h>
#include <libsmartcols.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/terminal.h"
#include "core/output/table_inside.h"
#include "core/output/table_text.h"

/* A column that wraps is not made narrower than this: so short lines help nobody. */
enum { WRAP_MIN = 20 };

/* Wider than any table. */
enum { ROOM = 1 << 24 };

static const char separator[] = "  ";

struct table *table_new(const struct table_column *columns)
{
	struct table *table = xcalloc(1, sizeof(*table));

	table->columns = columns;
	while (columns[table->width].title && table->width < TABLE_COLUMNS_MAX)
		table->width++;
	return table;
}

void table_free(struct table *table)
{
	for (size_t i = 0; table && i < table->count; i++)
		for (size_t j = 0; j < table->row[i].count; j++)
			free(table->row[i].cell[j].text);
	if (table)
		free(table->row);
	free(table);
}

void table_row(struct table *table)
{
	table->row = xgrow(table->row, table->count, sizeof(*table->row));
	table->count++;
}

void table_cell(struct table *table, enum style style, const char *text)
{
	struct row *row = &table->row[table->count - 1];

	if (row->count < table->width)
		row->cell[row->count++] = (struct cell){.text = xstrdup(text), .style = style};
}

static size_t natural_width(const struct table *table, size_t column)
{
	size_t widest = table_text_width(table->columns[column].title);

	if (widest < table->columns[column].width)
		widest = table->columns[column].width;
	for (size_t i = 0; i < table->count; i++) {
		size_t width = column < table->row[i].count ? table_text_width(table->row[i].cell[column].text) : 0;

		widest = width > widest ? width : widest;
	}
	return widest;
}

static size_t least_width(const struct table_column *column)
{
	size_t title = table_text_width(column->title);

	return title > WRAP_MIN ? title : WRAP_MIN;
}

/* Takes a column away from the widest of those that can give one; false: none can. */
static bool narrow_one(const struct table *table, size_t widths[static TABLE_COLUMNS_MAX])
{
	size_t widest = table->width;

	for (size_t i = 0; i < table->width; i++)
		if (table->columns[i].wraps && widths[i] > least_width(&table->columns[i]) &&
		    (widest == table->width || widths[i] > widths[widest]))
			widest = i;
	if (widest == table->width)
		return false;
	widths[widest]--;
	return true;
}

/* Whether there is a way to fit the columns into the terminal. */
static bool choose_widths(const struct table *table, const struct table_form *form,
			  size_t widths[static TABLE_COLUMNS_MAX])
{
	size_t all = strlen(separator) * (table->width - 1);

	for (size_t i = 0; i < table->width; i++) {
		widths[i] = natural_width(table, i);
		all += widths[i];
	}
	while (form->columns && all > form->columns && narrow_one(table, widths))
		all--;
	return !form->columns || all <= form->columns;
}

static void add_columns(const struct table *table, const struct table_form *form, struct libscols_table *to)
{
	for (size_t i = 0; i < table->width; i++) {
		const struct table_column *column = &table->columns[i];
		int flags = (column->right ? SCOLS_FL_RIGHT : 0) | (column->wraps ? SCOLS_FL_WRAP : 0);
		struct libscols_column *added = scols_table_new_column(to, column->title, (double)column->width, flags);

		if (column->wraps)
			scols_column_set_wrapfunc(added, scols_wrapnl_chunksize, scols_wrapnl_nextchunk, NULL);
		if (form->styled)
			scols_cell_set_color(scols_column_get_header(added), style_sequence(STYLE_HEADING));
	}
}

static void add_row(const struct table *table, const struct row *row, const struct table_form *form,
		    const size_t widths[static TABLE_COLUMNS_MAX], struct libscols_table *to)
{
	struct libscols_line *line = scols_table_new_line(to, NULL);

	for (size_t i = 0; i < row->count; i++) {
		const struct cell *cell = &row->cell[i];
		bool wraps = table->columns[i].wraps && form->columns;
		char *wrapped = wraps ? table_text_wrap(cell->text, widths[i]) : NULL;

		scols_line_set_data(line, i, wrapped ? wrapped : cell->text);
		if (form->styled && cell->style != STYLE_PLAIN)
			scols_cell_set_color(scols_line_get_cell(line, i), style_sequence(cell->style));
		free(wrapped);
	}
}

/* The library fills up the last column too. */
static void print_trimmed(const char *lines, FILE *out)
{
	while (*lines) {
		size_t len = strcspn(lines, "\n");
		size_t shown = len;

		while (shown && lines[shown - 1] == ' ')
			shown--;
		fprintf(out, "%.*s\n", (int)shown, lines);
		lines += len + (lines[len] == '\n');
	}
}

static void print_columns(const struct table *table, const struct table_form *form,
			  const size_t widths[static TABLE_COLUMNS_MAX], FILE *out)
{
	struct libscols_table *to = scols_new_table();
	char *lines = NULL;

	scols_table_set_column_separator(to, separator);
	/* The text is clean, and the widths are chosen: the library's own choice can run for ever. So it gets all room.
	 */
	scols_table_enable_noencoding(to, 1);
	scols_table_set_termforce(to, SCOLS_TERMFORCE_NEVER);
	scols_table_set_termwidth(to, ROOM);
	scols_table_enable_colors(to, form->styled);
	add_columns(table, form, to);
	for (size_t i = 0; i < table->count; i++)
		add_row(table, &table->row[i], form, widths, to);
	if (!scols_print_table_to_string(to, &lines) && lines)
		print_trimmed(lines, out);
	free(lines);
	scols_unref_table(to);
}

/* A copy with the texts as they can be shown. */
static struct table *clean(const struct table *table, bool ascii)
{
	struct table *copy = table_new(table->columns);

	for (size_t i = 0; i < table->count; i++) {
		table_row(copy);
		for (size_t j = 0; j < table->row[i].count; j++) {
			char *text = table_text_clean(table->row[i].cell[j].text, ascii);

			table_cell(copy, table->row[i].cell[j].style, text);
			free(text);
		}
	}
	return copy;
}

void table_print_as(const struct table *table, const struct table_form *form, FILE *out)
{
	/* For this alone: what characters are, and how wide, matters nowhere else, and costs nobody else anything. */
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	locale_t before = uselocale(utf8);
	struct table *shown = clean(table, form->ascii);
	size_t widths[TABLE_COLUMNS_MAX];

	if (shown->count && choose_widths(shown, form, widths))
		print_columns(shown, form, widths, out);
	else if (shown->count)
		table_print_blocks(shown, form, out);
	table_free(shown);
	uselocale(before);
	if (utf8)
		freelocale(utf8);
}

static bool locale_is_ascii(void)
{
	locale_t own = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	bool ascii = !own || strcmp(nl_langinfo_l(CODESET, own), "UTF-8") != 0;

	if (own)
		freelocale(own);
	return ascii;
}

void table_print(const struct table *table, FILE *out)
{
	struct table_form form = {.columns = terminal_width(out), .styled = style_on(out)};

	form.ascii = form.columns && locale_is_ascii();
	table_print_as(table, &form, out);
}
