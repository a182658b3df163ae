#include "discred/table.h"

#include <langinfo.h>
#include <libsmartcols.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "discred/memory.h"
#include "table_text.h"

/* A column that wraps is not made narrower than this: short lines help nobody. */
enum { WRAP_MIN = 12 };

static const char separator[] = "  ";

struct cell {
	char *text;
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

static size_t natural_width(const struct table *table, const struct table_form *form, size_t column)
{
	size_t widest = table_text_width(table->columns[column].title);

	if (widest < table->columns[column].width)
		widest = table->columns[column].width;
	for (size_t i = 0; i < table->count; i++) {
		char *text = column < table->row[i].count
				 ? table_text_clean(table->row[i].cell[column].text, form->ascii)
				 : xstrdup("");
		size_t width = table_text_width(text);

		widest = width > widest ? width : widest;
		free(text);
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

static void choose_widths(const struct table *table, const struct table_form *form,
			  size_t widths[static TABLE_COLUMNS_MAX])
{
	size_t all = strlen(separator) * (table->width - 1);

	for (size_t i = 0; i < table->width; i++) {
		widths[i] = natural_width(table, form, i);
		all += widths[i];
	}
	while (form->columns && all > form->columns && narrow_one(table, widths))
		all--;
}

static void add_columns(const struct table *table, const struct table_form *form, struct libscols_table *to)
{
	for (size_t i = 0; i < table->width; i++) {
		const struct table_column *column = &table->columns[i];
		int flags = (column->right ? SCOLS_FL_RIGHT : 0) | (column->wraps ? SCOLS_FL_WRAP : 0);
		struct libscols_column *added =
		    scols_table_new_column(to, column->title, (double)column->width, flags | SCOLS_FL_STRICTWIDTH);

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
		char *text = table_text_clean(row->cell[i].text, form->ascii);

		if (table->columns[i].wraps && form->columns) {
			char *wrapped = table_text_wrap(text, widths[i]);

			free(text);
			text = wrapped;
		}
		scols_line_set_data(line, i, text);
		if (form->styled && row->cell[i].style != STYLE_PLAIN)
			scols_cell_set_color(scols_line_get_cell(line, i), style_sequence(row->cell[i].style));
		free(text);
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

static void print(const struct table *table, const struct table_form *form, FILE *out)
{
	struct libscols_table *to = scols_new_table();
	size_t widths[TABLE_COLUMNS_MAX];
	char *lines = NULL;

	choose_widths(table, form, widths);
	scols_table_set_column_separator(to, separator);
	/* The text is clean, and the widths are chosen: the library's own choice can run for ever. */
	scols_table_enable_noencoding(to, 1);
	scols_table_set_termforce(to, SCOLS_TERMFORCE_NEVER);
	scols_table_enable_colors(to, form->styled);
	add_columns(table, form, to);
	for (size_t i = 0; i < table->count; i++)
		add_row(table, &table->row[i], form, widths, to);
	if (!scols_print_table_to_string(to, &lines) && lines)
		print_trimmed(lines, out);
	free(lines);
	scols_unref_table(to);
}

void table_print_as(const struct table *table, const struct table_form *form, FILE *out)
{
	/* For this one thing: what characters are, and how wide, is decided by nothing else, and on no warm path. */
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	locale_t before = uselocale(utf8);

	if (table->count)
		print(table, form, out);
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
	struct table_form form = {.styled = style_on(out)};
	struct winsize size;
	int fd = fileno(out);

	if (fd >= 0 && !ioctl(fd, TIOCGWINSZ, &size)) {
		form.columns = size.ws_col ? size.ws_col : 80;
		form.ascii = locale_is_ascii();
	}
	table_print_as(table, &form, out);
}
