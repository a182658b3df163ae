#include "core/output/table.h"

#include <langinfo.h>
#include <libsmartcols.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/memory.h"
#include "base/terminal.h"
#include "discred/buf.h"
#include "discred/error.h"

/* The narrowest width of a column that wraps; shorter lines are hard to read. */
enum { WRAP_MIN = 20 };

/* Wider than any table. */
enum { ROOM = 1 << 24 };

static const char separator[] = "  ";

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

/* The character at the beginning, and its length in bytes; 0 for what is none. */
static wchar_t first(const char *text, size_t *len)
{
	mbstate_t state = {0};
	wchar_t c = 0;
	size_t got = mbrtowc(&c, text, strlen(text), &state);

	*len = got && got <= strlen(text) ? got : 1;
	return *len == got ? c : 0;
}

/*
 * The texts of cells. All of these want a locale of UTF-8. A copy in which everything that does not belong on a
 * terminal is '?'; the caller's to free.
 */
static char *text_clean(const char *text, bool ascii)
{
	char *plain = xstrdup(text);
	struct buf clean = BUF_INIT(BUF_REPLY_MAX);
	char *copy;
	size_t len;

	text_sanitize(plain);
	for (const char *at = plain; *at; at += len) {
		wchar_t c = first(at, &len);

		if (c && wcwidth(c) >= 0 && !(ascii && len > 1))
			buf_add(&clean, at, len);
		else
			buf_char(&clean, '?');
	}
	copy = xstrdup(buf_text(&clean));
	buf_release(&clean);
	free(plain);
	return copy;
}

static size_t width_of(const char *text, size_t bytes)
{
	size_t width = 0;
	size_t len;

	for (const char *at = text; at < text + bytes; at += len)
		width += (size_t)wcwidth(first(at, &len));
	return width;
}

static size_t text_width(const char *text)
{
	return width_of(text, strlen(text));
}

/* As many bytes as fit, one character at least. */
static size_t fitting(const char *text, size_t bytes, size_t width)
{
	size_t taken = 0;
	size_t len;

	(void)first(text, &taken);
	for (first(text + taken, &len); taken < bytes && width_of(text, taken + len) <= width;
	     first(text + taken, &len))
		taken += len;
	return taken;
}

/*
 * A copy of a cleaned text with newlines, so that no line of it is wider than that: between words, and within a word
 * that is wider by itself. The caller's to free.
 */
static char *text_wrap(const char *text, size_t width)
{
	struct buf wrapped = BUF_INIT(2 * BUF_REPLY_MAX);
	size_t used = 0; /* of the present line */
	char *copy;

	while (*text) {
		size_t blanks = strspn(text, " ");
		size_t word = strcspn(text + blanks, " ");

		if (used && used + blanks + width_of(text + blanks, word) > width) {
			buf_char(&wrapped, '\n');
			text += blanks;
			blanks = 0;
			used = 0;
		}
		if (used + blanks + width_of(text + blanks, word) > width)
			word = fitting(text + blanks, word, width > blanks ? width - blanks : 1);
		buf_add(&wrapped, text, blanks + word);
		used += blanks + width_of(text + blanks, word);
		text += blanks + word;
	}
	copy = xstrdup(buf_text(&wrapped));
	buf_release(&wrapped);
	return copy;
}

/* A row as a paragraph: its first cell, then the others with their titles. */
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
	size_t width = text_width(title) + 1 + text_width(cell->text);

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
	size_t begin = INDENT + text_width(title) + 1;
	size_t room = form->columns > begin ? form->columns - begin : 1;
	char *lines = text_wrap(cell->text, room);

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

static void print_blocks(const struct table *table, const struct table_form *form, FILE *out)
{
	for (size_t i = 0; i < table->count; i++)
		print_block(table, &table->row[i], form, out);
}

static size_t natural_width(const struct table *table, size_t column)
{
	size_t widest = text_width(table->columns[column].title);

	if (widest < table->columns[column].width)
		widest = table->columns[column].width;
	for (size_t i = 0; i < table->count; i++) {
		size_t width = column < table->row[i].count ? text_width(table->row[i].cell[column].text) : 0;

		widest = width > widest ? width : widest;
	}
	return widest;
}

static size_t least_width(const struct table_column *column)
{
	size_t title = text_width(column->title);

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
		char *wrapped = wraps ? text_wrap(cell->text, widths[i]) : NULL;

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
			char *text = text_clean(table->row[i].cell[j].text, ascii);

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
		print_blocks(shown, form, out);
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
