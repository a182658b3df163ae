#include "scanned.h"

static void expect_place(const struct scan *scan, const char *path, unsigned name_line, unsigned name_column,
			 unsigned line, unsigned column)
{
	struct position name = scan_name(scan, path);
	struct position value = scan_value(scan, path);

	cr_assert(name.line == name_line && name.column == name_column, "%s: %u:%u", path, name.line, name.column);
	cr_assert(value.line == line && value.column == column, "%s: %u:%u", path, value.line, value.column);
}

Test(scan, places)
{
	struct scanned scanned;
	const char *text = "name = \"a\" /* x */ \"b\";\r\n"
			   "\tscope:[ \"x\",\n"
			   "  \"y\" ],\n"
			   "stack = (\n"
			   "  { control = \"required\" source = \"env\"; on = TRUE },\n"
			   "  ( 1, 0x1fL, -2.5e3 ), { }, [ ]\n"
			   ") # the end, without a newline";

	scanned_bytes(&scanned, text, strlen(text));
	cr_assert_eq(scanned.result, 0);
	expect_place(&scanned.scan, "name", 1, 1, 1, 8);
	expect_place(&scanned.scan, "scope", 2, 2, 2, 8);
	expect_place(&scanned.scan, "scope.[1]", 3, 3, 3, 3);
	expect_place(&scanned.scan, "stack", 4, 1, 4, 9);
	expect_place(&scanned.scan, "stack.[0]", 5, 3, 5, 3);
	expect_place(&scanned.scan, "stack.[0].control", 5, 5, 5, 15);
	expect_place(&scanned.scan, "stack.[0].source", 5, 26, 5, 35);
	expect_place(&scanned.scan, "stack.[0].on", 5, 42, 5, 47);
	expect_place(&scanned.scan, "stack.[1].[2]", 6, 15, 6, 15);
	expect_place(&scanned.scan, "stack.[3]", 6, 30, 6, 30);
	expect_place(&scanned.scan, "stack.[4]", 0, 0, 0, 0);
	cr_assert_str_eq(buf_text(&scanned.scan.safe) + scanned.text.len, "\n");
	scanned_release(&scanned);
}

Test(scan, nothing_and_nothing_but_comments)
{
	expect_printed("", "");
	expect_printed("# @include \"x\"\n// 99999999999\n/* \" \n@include \"y\" */", "");
}

Test(scan, a_nul_byte)
{
	static const char text[] = "client_id = \"1\";\nname = \"a\0b\";\0\n";

	expect_printed_bytes(text, sizeof(text) - 1,
			     "x.cfg:2:10: a NUL byte: this is no text file\n"
			     "    2 | **** * *******\n"
			     "      |          ^\n");
}

Test(scan, nothing_is_read_of_what_is_no_text)
{
	static const char text[] = "\0\nname = x;\n";

	expect_printed_bytes(text, sizeof(text) - 1,
			     "x.cfg:1:1: a NUL byte: this is no text file\n"
			     "    1 | *\n"
			     "      | ^\n");
}

Test(scan, a_nul_byte_by_escape)
{
	expect_one("name = \"ab\\x00c\";\n", 1, 11, "a string cannot hold a NUL byte: remove the '\\x00'");
	expect_printed("name = \"\\\\x00\";\n", "");
}

Test(scan, any_include)
{
	const char *message = "'@include' is refused: write its settings into this file";

	expect_printed("name = \"a\";\n  @include \"/etc/passwd\"\n",
		       "x.cfg:2:3: '@include' is refused: write its settings into this file\n"
		       "    2 |   @include *************\n"
		       "      |   ^\n");
	expect_one("@include \"/tmp\"", 1, 1, message);
	expect_one("@include\t \"unclosed\nname = \"x\";\n", 1, 1, message);
	expect_one("name = @include \"x\" \"y\";\n", 1, 8, message);
	expect_one("stack = (\n@include \"x\"\n)\n", 2, 1, message);
	expect_one("/* */ @include \"x\"\n", 1, 7, message);
	expect_one("name = \"a\";\n@include\n", 2, 1, message);
}

Test(scan, an_include_never_reaches_libconfig)
{
	struct scanned scanned;
	const char *text = "name = \"a\";\n@include \"/dev/null\"\nscope = \"b\";\n";

	scanned_bytes(&scanned, text, strlen(text));
	cr_assert_str_eq(buf_text(&scanned.scan.safe), "name = \"a\";\n                    \nscope = \"b\";\n");
	cr_assert_not(scanned.scan.broken);
	scanned_release(&scanned);
}
