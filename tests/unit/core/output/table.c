#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/ui_options.h"
#include "core/output/table.h"

static const struct table_column columns[] = {
    {.title = "NAME"},
    {.title = "BIT", .right = true},
    {.title = "KIND", .width = 6},
    {.title = "WHAT IT ALLOWS", .wraps = true},
    {.title = NULL},
};

static struct table *sample(void)
{
	struct table *table = table_new(columns);

	table_row(table);
	table_cell(table, STYLE_GOOD, "CONNECT");
	table_cell(table, STYLE_PLAIN, "20");
	table_cell(table, STYLE_PLAIN, "voice");
	table_cell(table, STYLE_FAINT, "join voice and stage channels");
	table_row(table);
	table_cell(table, STYLE_PLAIN, "X");
	table_cell(table, STYLE_PLAIN, "9");
	return table;
}

static void expect_form(struct table *table, const struct table_form *form, const char *wanted)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	table_print_as(table, form, out);
	fclose(out);
	cr_expect_str_eq(text, wanted);
	free(text);
	table_free(table);
}

Test(table, one_line_each_without_a_limit)
{
	expect_form(sample(), &(struct table_form){.columns = 0},
		    "NAME     BIT  KIND    WHAT IT ALLOWS\n"
		    "CONNECT   20  voice   join voice and stage channels\n"
		    "X          9\n");
}

Test(table, as_wide_as_it_needs)
{
	expect_form(sample(), &(struct table_form){.columns = 51},
		    "NAME     BIT  KIND    WHAT IT ALLOWS\n"
		    "CONNECT   20  voice   join voice and stage channels\n"
		    "X          9\n");
}

Test(table, wraps_between_words)
{
	expect_form(sample(), &(struct table_form){.columns = 50},
		    "NAME     BIT  KIND    WHAT IT ALLOWS\n"
		    "CONNECT   20  voice   join voice and stage\n"
		    "                      channels\n"
		    "X          9\n");
	expect_form(sample(), &(struct table_form){.columns = 42},
		    "NAME     BIT  KIND    WHAT IT ALLOWS\n"
		    "CONNECT   20  voice   join voice and stage\n"
		    "                      channels\n"
		    "X          9\n");
}

Test(table, paragraphs_where_there_is_no_room)
{
	expect_form(sample(), &(struct table_form){.columns = 41},
		    "CONNECT\n"
		    "  BIT 20  KIND voice\n"
		    "  WHAT IT ALLOWS join voice and stage\n"
		    "                 channels\n"
		    "X\n"
		    "  BIT 9\n");
	expect_form(sample(), &(struct table_form){.columns = 1},
		    "CONNECT\n"
		    "  BIT 20\n"
		    "  KIND voice\n"
		    "  WHAT IT ALLOWS j\n"
		    "                 o\n"
		    "                 i\n"
		    "                 n\n"
		    "                 v\n"
		    "                 o\n"
		    "                 i\n"
		    "                 c\n"
		    "                 e\n"
		    "                 a\n"
		    "                 n\n"
		    "                 d\n"
		    "                 s\n"
		    "                 t\n"
		    "                 a\n"
		    "                 g\n"
		    "                 e\n"
		    "                 c\n"
		    "                 h\n"
		    "                 a\n"
		    "                 n\n"
		    "                 n\n"
		    "                 e\n"
		    "                 l\n"
		    "                 s\n"
		    "X\n"
		    "  BIT 9\n");
}

Test(table, styles)
{
	expect_form(sample(), &(struct table_form){.styled = true},
		    "\033[1mNAME   \033[0m  \033[1mBIT\033[0m  \033[1mKIND  \033[0m  \033[1mWHAT IT ALLOWS\033[0m\n"
		    "\033[32mCONNECT\033[0m   20  voice   \033[2mjoin voice and stage channels\033[0m\n"
		    "X          9\n");
	expect_form(sample(), &(struct table_form){.styled = true, .columns = 36},
		    "\033[1mCONNECT\033[0m\n"
		    "  \033[2mBIT\033[0m 20  \033[2mKIND\033[0m voice\n"
		    "  \033[2mWHAT IT ALLOWS\033[0m \033[2mjoin voice and\033[0m\n"
		    "                 \033[2mstage channels\033[0m\n"
		    "\033[1mX\033[0m\n"
		    "  \033[2mBIT\033[0m 9\n");
}

static struct table *with(const char *text)
{
	static const struct table_column two[] = {{.title = "A", .wraps = true}, {.title = "B"}, {.title = NULL}};
	struct table *table = table_new(two);

	table_row(table);
	table_cell(table, STYLE_PLAIN, text);
	table_cell(table, STYLE_PLAIN, "b");
	return table;
}

static void expect_shown(const char *text, bool ascii, const char *wanted)
{
	expect_form(with(text), &(struct table_form){.ascii = ascii}, wanted);
}

Test(table, characters_have_their_width)
{
	expect_shown("\xc3\xa9t\xc3\xa9", false, "A    B\n\xc3\xa9t\xc3\xa9  b\n");
	expect_shown("\xe6\x97\xa5\xe6\x9c\xac", false, "A     B\n\xe6\x97\xa5\xe6\x9c\xac  b\n");
	/* e and a combining accent */
	expect_shown("e\xcc\x81x", false, "A   B\ne\xcc\x81x  b\n");
}

Test(table, ascii)
{
	expect_shown("\xc3\xa9t\xc3\xa9", true, "A    B\n?t?  b\n");
}

Test(table, what_does_not_belong_on_a_terminal)
{
	expect_shown("a\033[31mb\nc\x7f", false, "A           B\na?[31mb?c?  b\n");
	expect_shown("\xff\xc3", false, "A   B\n??  b\n");
	expect_shown("\xe6\x97", false, "A   B\n??  b\n");
	expect_shown("\xe2\x80\xaexcod\xe2\x80\xac", false, "A       B\n?xcod?  b\n");
	expect_shown("\xe2\x81\xa6x\xe2\x81\xa9", false, "A    B\n?x?  b\n");
	expect_shown("\xc2\x9b"
		     "31m",
		     false, "A     B\n?31m  b\n");
}

Test(table, long_words_are_broken_and_nothing_is_lost)
{
	expect_form(with("aaaaaaaaaabbbbbbbbbbccccc dd"), &(struct table_form){.columns = 23},
		    "A                     B\n"
		    "aaaaaaaaaabbbbbbbbbb  b\n"
		    "ccccc dd\n");
	expect_form(with("xx aaaaaaaaaabbbbbbbbbbccccc"), &(struct table_form){.columns = 23},
		    "A                     B\n"
		    "xx                    b\n"
		    "aaaaaaaaaabbbbbbbbbb\n"
		    "ccccc\n");
	/* Ten characters of width two, and one more. */
	expect_form(with("\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5"
			 "\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5"),
		    &(struct table_form){.columns = 23},
		    "A                     B\n"
		    "\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5"
		    "\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5  b\n"
		    "\xe6\x97\xa5\n");
}

Test(table, several_columns_give_way)
{
	static const struct table_column both[] = {
	    {.title = "A", .wraps = true}, {.title = "B", .wraps = true}, {.title = NULL}};
	struct table *table = table_new(both);

	table_row(table);
	table_cell(table, STYLE_PLAIN, "one two three four five six seven");
	table_cell(table, STYLE_PLAIN, "short text of some words");
	expect_form(table, &(struct table_form){.columns = 48},
		    "A                        B\n"
		    "one two three four five  short text of some\n"
		    "six seven                words\n");
}

Test(table, nothing_without_rows)
{
	expect_form(table_new(columns), &(struct table_form){.columns = 80, .styled = true}, "");
}

Test(table, more_cells_than_columns)
{
	struct table *table = with("a");

	table_cell(table, STYLE_PLAIN, "c");
	expect_form(table, &(struct table_form){.columns = 80}, "A  B\na  b\n");
}

Test(table, a_row_without_cells)
{
	struct table *table = with("a");

	table_row(table);
	expect_form(table, &(struct table_form){.columns = 80}, "A  B\na  b\n\n");
}

Test(table, a_stream_that_is_no_terminal)
{
	struct table *table = sample();
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	ui_options_set(&(struct ui_options){.color = COLOR_ALWAYS});
	table_print(table, out);
	fclose(out);
	cr_expect_not_null(strstr(text, "\033[2mjoin voice and stage channels\033[0m\n"));
	free(text);
	table_free(table);
	table_free(NULL);
}
