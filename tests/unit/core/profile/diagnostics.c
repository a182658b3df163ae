#include "base/memory.h"
#include "expect.h"
#include "printed.h"

static void expect_printed(const struct diagnostics *list, const char *want)
{
	char *text = printed(list, "/no/such/directory");

	cr_assert_str_eq(text, want);
	free(text);
}

static struct diagnostics make(const char *text)
{
	return (struct diagnostics){.path = xstrdup("x.cfg"), .masked = xstrdup(text)};
}

Test(diagnostics, are_sorted_by_place_and_nowhere_is_last)
{
	struct diagnostics list = make("one\ntwo\n");

	diagnostics_add(&list, (struct position){0, 0}, "'%s' is missing", "client_id");
	diagnostics_add(&list, (struct position){2, 1}, "third");
	diagnostics_add(&list, (struct position){1, 3}, "second");
	diagnostics_add(&list, (struct position){0, 0}, "'%s' is missing", "other");
	diagnostics_add(&list, (struct position){1, 1}, "first");
	expect_printed(&list, "x.cfg:1:1: first\n"
			      "    1 | one\n"
			      "      | ^\n"
			      "x.cfg:1:3: second\n"
			      "    1 | one\n"
			      "      |   ^\n"
			      "x.cfg:2:1: third\n"
			      "    2 | two\n"
			      "      | ^\n"
			      "x.cfg: 'client_id' is missing\n"
			      "x.cfg: 'other' is missing\n");
	diagnostics_release(&list);
}

Test(diagnostics, keep_the_first_of_one_place)
{
	struct diagnostics list = make("a = 1\n");

	diagnostics_add(&list, (struct position){1, 5}, "the cause");
	diagnostics_add(&list, (struct position){1, 5}, "what follows from it");
	cr_assert_eq(list.count, 1);
	cr_assert_str_eq(list.item[0].message, "the cause");
	diagnostics_release(&list);
}

Test(diagnostics, are_bounded)
{
	struct diagnostics list = make("");

	for (unsigned i = 1; i <= 2 * DIAGNOSTICS_MAX; i++)
		diagnostics_add(&list, (struct position){i, 1}, "wrong");
	cr_assert_eq(list.count, DIAGNOSTICS_MAX);
	diagnostics_release(&list);
}

Test(diagnostics, a_line_without_column_has_no_caret)
{
	struct diagnostics list = make("one\ntwo\n");

	diagnostics_add(&list, (struct position){2, 0}, "syntax error");
	expect_printed(&list, "x.cfg:2: syntax error\n"
			      "    2 | two\n");
	diagnostics_release(&list);
}

Test(diagnostics, the_caret_stands_under_its_byte)
{
	struct diagnostics list = make("\tn\xc3\xa4me = \x1b[1m;\r\n");

	diagnostics_add(&list, (struct position){1, 9}, "here");
	expect_printed(&list, "x.cfg:1:9: here\n"
			      "    1 |  n\xc3\xa4me = ?[1m;\n"
			      "      |        ^\n");
	diagnostics_release(&list);
}

Test(diagnostics, control_bytes_of_path_and_message_are_replaced)
{
	struct diagnostics list = make("\n");

	free(list.path);
	list.path = xstrdup("x\x1b.cfg");
	diagnostics_add(&list, (struct position){1, 1}, "unknown key '%s'", "\a\n");
	expect_printed(&list, "x?.cfg:1:1: unknown key '\?\?'\n"
			      "    1 | \n"
			      "      | ^\n");
	diagnostics_release(&list);
}

Test(diagnostics, a_long_line_is_shown_around_the_place)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	char line[1001];
	char want[400];
	char around[161];

	memset(line, 'a', 1000);
	line[500] = 'X';
	line[1000] = '\0';
	list = make(line);
	memset(around, 'a', 160);
	around[100] = 'X';
	around[160] = '\0';
	snprintf(want, sizeof(want), "x.cfg:1:501: here\n    1 | %s\n      | %100s^\n", around, "");
	diagnostics_add(&list, (struct position){1, 501}, "here");
	expect_printed(&list, want);
	diagnostics_release(&list);
}

Test(diagnostics, a_place_behind_the_text_has_no_line)
{
	struct diagnostics list = make("one");

	diagnostics_add(&list, (struct position){7, 1}, "here");
	expect_printed(&list, "x.cfg:7:1: here\n");
	diagnostics_release(&list);
}

Test(diagnostics, those_of_another_file_come_after)
{
	struct diagnostics list = make("one\n");
	struct diagnostics other = {.path = xstrdup("y.cfg"), .masked = xstrdup("two\n")};
	struct error err = ERROR_INIT;

	diagnostics_add(&list, (struct position){1, 1}, "first");
	diagnostics_add(&other, (struct position){1, 2}, "second");
	diagnostics_join(&list, &other);
	cr_assert_null(other.path);
	expect_printed(&list, "x.cfg:1:1: first\n"
			      "    1 | one\n"
			      "      | ^\n"
			      "y.cfg:1:2: second\n"
			      "    1 | two\n"
			      "      |  ^\n");
	cr_assert_eq(diagnostics_verdict(&list, &err), -1);
	expect_error(err, ERROR_CONFIG, "x.cfg:1:1: first");
	diagnostics_release(&list);
}

Test(diagnostics, those_of_another_file_take_the_place_of_none)
{
	struct diagnostics list = make("one\n");
	struct diagnostics other = {.path = xstrdup("y.cfg"), .masked = xstrdup("two\n")};
	struct error err = ERROR_INIT;

	diagnostics_add(&other, (struct position){1, 2}, "second");
	diagnostics_join(&list, &other);
	cr_assert_eq(diagnostics_verdict(&list, &err), -1);
	expect_error(err, ERROR_CONFIG, "y.cfg:1:2: second");
	cr_assert_str_eq(list.path, "y.cfg");
	cr_assert_eq(list.count, 1);
	diagnostics_release(&list);
}

Test(diagnostics, the_verdict_of_none_is_good)
{
	struct diagnostics list = make("one\n");
	struct error err = ERROR_INIT;

	cr_assert_eq(diagnostics_verdict(&list, &err), 0);
	cr_assert_eq(err.code, ERROR_OK);
	diagnostics_release(&list);
}
