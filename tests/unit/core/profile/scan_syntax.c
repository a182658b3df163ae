#include "scanned.h"

Test(scan_syntax, a_string_that_is_not_closed)
{
	expect_printed("client_secret = \"hunter2;\nname = \"x\";\n",
		       "x.cfg:1:17: the string is not closed on its line: a '\"' is missing\n"
		       "    1 | client_secret = *********\n"
		       "      |                 ^\n");
	expect_printed("name = \"a; client_secret = hunter2\n",
		       "x.cfg:1:8: the string is not closed on its line: a '\"' is missing\n"
		       "    1 | name = *** ************* * *******\n"
		       "      |        ^\n");
	expect_one("name = \"a\\\"", 1, 8, "the string is not closed on its line: a '\"' is missing");
}

Test(scan_syntax, a_string_over_several_lines)
{
	expect_printed("client_secret = \"hunter2\nmoresecret\";\nname = \"x\";\n",
		       "x.cfg:1:17: the string is not closed on its line: a '\"' is missing\n"
		       "    1 | client_secret = ********\n"
		       "      |                 ^\n"
		       "x.cfg:2:11: the string is not closed on its line: a '\"' is missing\n"
		       "    2 | ************\n"
		       "      |           ^\n");
}

Test(scan_syntax, a_comment_that_is_not_closed)
{
	expect_printed("name = \"x\";\n/* client_id = \"1\";\n",
		       "x.cfg:2:1: the comment is never closed: a '*/' is missing\n"
		       "    2 | /* client_id * ****\n"
		       "      | ^\n");
}

Test(scan_syntax, mistakes)
{
	expect_one("name \"x\";", 1, 6, "expected '=' and a value, not '\"x\"'");
	expect_one("name = foo;", 1, 8, "'foo' is not a value: text stands in double quotes");
	expect_one("name = ;", 1, 8, "expected a value, not ';'");
	expect_one("name =", 1, 6, "expected a value after this, not the end of the file");
	expect_one("name", 1, 1, "expected '=' and a value after this, not the end of the file");
	expect_one("name = 'x';", 1, 8, "write \" here: a string stands between straight double quotes");
	expect_one("name = \xe2\x80\x9cx\xe2\x80\x9d;", 1, 8,
		   "write \" here: a string stands between straight double quotes");
	expect_one("scope = ( \xe2\x80\x98"
		   "a', 'b' );",
		   1, 11, "write \" here: a string stands between straight double quotes");
	expect_one("name = \"a\" 'b';", 1, 12, "write \" here: a string stands between straight double quotes");
	expect_one("\xef\xbb\xbfname = \"x\";", 1, 1, "a byte order mark: save the file without it");
	expect_one("name = \"x\";;", 1, 12, "one ';' is enough, and only after a value");
	expect_one(", name = \"x\";", 1, 1, "one ',' is enough, and only after a value");
	expect_one("}\n", 1, 1, "expected a setting, NAME = VALUE, not '}'");
	expect_one("true = 1;", 1, 1, "true and false are values, not names");
	expect_one("scope = ( \"a\", );", 1, 14, "no ',' after the last element: remove it");
	expect_one("scope = ( \"a\",\n  # last\n);\nname = \"x\";", 1, 14, "no ',' after the last element: remove it");
	expect_one("scope = ( \"a\" 1 );", 1, 15, "expected ',' or ')', not '1'");
	expect_one("scope = [ \"a\", 1 ];", 1, 16, "the elements of an array are of one type: write a list, ( ... )");
	expect_one("scope = [ 1, 1L ];", 1, 14, "the elements of an array are of one type: write a list, ( ... )");
	expect_one("scope = [ { } ];", 1, 11, "an array holds plain values only: write a list, ( ... )");
	expect_one("scope = [ ( ) ];", 1, 11, "an array holds plain values only: write a list, ( ... )");
	expect_one("stack = (\n  { a = 1;\n", 2, 3, "this '{' is never closed: a '}' is missing");
	expect_one("scope = ( \"a\", \"b\"\n", 1, 9, "this '(' is never closed: a ')' is missing");
	expect_one("scope = [ \"a\",", 1, 9, "this '[' is never closed: a ']' is missing");
	expect_one("stack = ( { a = 1 ) );", 1, 19, "expected a setting or '}', not ')'");
	expect_one("name = \"x\"; %", 1, 13, "expected a setting, NAME = VALUE here");
	expect_one("% name", 1, 1, "expected a setting, NAME = VALUE here");
}

Test(scan_syntax, mistakes_do_not_hide_each_other)
{
	expect_printed("name = foo;\n"
		       "client_id \"1\";\n"
		       "scope = ( \"a\", );\n"
		       "x = ( y,\n"
		       "  1 );\n"
		       "permissions = 8589934592;\n"
		       "stack = ( {\n",
		       "x.cfg:1:8: 'foo' is not a value: text stands in double quotes\n"
		       "    1 | name = foo*\n"
		       "      |        ^\n"
		       "x.cfg:2:11: expected '=' and a value, not '\"1\"'\n"
		       "    2 | client_id \"1\"*\n"
		       "      |           ^\n"
		       "x.cfg:3:14: no ',' after the last element: remove it\n"
		       "    3 | scope = ( **** **\n"
		       "      |              ^\n"
		       "x.cfg:4:7: this is not a value: text stands in double quotes\n"
		       "    4 | * * * **\n"
		       "      |       ^\n"
		       "x.cfg:6:15: '8589934592' does not fit into 32 bits: write it as a string, \"8589934592\", or "
		       "with an L, 8589934592L\n"
		       "    6 | permissions = 8589934592;\n"
		       "      |               ^\n"
		       "x.cfg:7:11: this '{' is never closed: a '}' is missing\n"
		       "    7 | stack = ( {\n"
		       "      |           ^\n");
}

Test(scan_syntax, names_that_are_set_twice)
{
	struct scanned scanned;
	const char *text = "name = \"a\";\nstack = ( { a = 1; a = 2; }, { a = 3; } );\nname = 4;\nscope = \"b\";\n";

	expect_printed(text, "x.cfg:2:20: 'a' is set twice, first in line 2\n"
			     "    2 | stack = ( { a = 1; a = 2; }, { a = 3; } );\n"
			     "      |                    ^\n"
			     "x.cfg:3:1: 'name' is set twice, first in line 1\n"
			     "    3 | name = 4;\n"
			     "      | ^\n");
	scanned_bytes(&scanned, text, strlen(text));
	cr_assert_not(scanned.scan.broken);
	cr_assert_str_eq(buf_text(&scanned.scan.safe), "name = \"a\";\nstack = ( { a = 1;        }, { a = 3; } );\n"
						       "          scope = \"b\";\n");
	scanned_release(&scanned);
}

Test(scan_syntax, bounds)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	char name[SCAN_NAME_MAX + 2];

	expect_printed("a = ( ( ( ( ( ( ( ( 1 ) ) ) ) ) ) ) );", "");
	expect_one("a = ( ( ( ( ( ( ( ( ( 1 ) ) ) ) ) ) ) ) );", 1, 21, "nested deeper than 8 levels");
	memset(name, 'n', sizeof(name));
	name[SCAN_NAME_MAX + 1] = '\0';
	buf_printf(&text, "%s = 1;\nname = 2;\n", name);
	expect_one(buf_text(&text), 1, 1, "a name of more than 64 letters");
	buf_clear(&text);
	for (int i = 0; i <= SCAN_SETTINGS_MAX; i++)
		buf_printf(&text, "a%d = 1;\n", i);
	expect_one(buf_text(&text), 4097, 9, "more than 4096 settings");
	buf_release(&text);
}
