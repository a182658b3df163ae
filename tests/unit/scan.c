#include "discred/memory.h"
#include "discred/scan.h"
#include "printed.h"

static const struct scan_key keys[] = {
    {.name = "client_id", .shown = true, .text = true},
    {.name = "client_secret", .instead = "write a reference"},
    {.name = "permissions", .shown = true, .text = true, .with_l = true},
    {.name = "min_valid", .shown = true, .instead = "write seconds"},
    {.name = "name", .shown = true},
    {.name = "scope", .shown = true},
    {.name = "stack", .shown = true},
};

struct scanned {
	struct buf text;
	struct scan scan;
	struct diagnostics list;
	int result;
};

static void scan_bytes(struct scanned *scanned, const char *bytes, size_t len)
{
	*scanned = (struct scanned){
	    .text = BUF_INIT(BUF_FILE_MAX), .scan = SCAN_INIT, .list = {.path = xstrdup("x.cfg")}};
	buf_add(&scanned->text, bytes, len);
	scanned->result = scan_text(&scanned->scan, &scanned->text, keys, ARRAY_LEN(keys), &scanned->list);
}

static void scanned_release(struct scanned *scanned)
{
	buf_release(&scanned->text);
	scan_release(&scanned->scan);
	diagnostics_release(&scanned->list);
}

static void expect_printed_bytes(const char *bytes, size_t len, const char *want)
{
	struct scanned scanned;
	char *text;

	scan_bytes(&scanned, bytes, len);
	cr_assert_eq(scanned.result, *want ? -1 : 0);
	text = printed(&scanned.list, "/no/such/directory");
	cr_assert_str_eq(text, want);
	free(text);
	scanned_release(&scanned);
}

/* What is printed for the text; "" for a text without fault. */
static void expect_printed(const char *text, const char *want)
{
	expect_printed_bytes(text, strlen(text), want);
}

/* The one complaint about a text. */
static void expect_one(const char *text, unsigned line, unsigned column, const char *message)
{
	struct scanned scanned;

	scan_bytes(&scanned, text, strlen(text));
	cr_assert_eq(scanned.list.count, 1, "%zu complaints about <%s>", scanned.list.count, text);
	cr_assert_str_eq(scanned.list.item[0].message, message);
	cr_assert_eq(scanned.list.item[0].at.line, line);
	cr_assert_eq(scanned.list.item[0].at.column, column, "column %u", scanned.list.item[0].at.column);
	scanned_release(&scanned);
}

static void expect_masked(const char *text, const char *masked)
{
	struct scanned scanned;

	scan_bytes(&scanned, text, strlen(text));
	cr_assert_str_eq(scanned.list.masked, masked);
	scanned_release(&scanned);
}

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

	scan_bytes(&scanned, text, strlen(text));
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
			     "    2 | name = \"a b\"; \n"
			     "      |          ^\n");
}

Test(scan, a_nul_byte_does_not_hide_what_follows)
{
	static const char text[] = "\0\nname = x;\n";

	expect_printed_bytes(text, sizeof(text) - 1,
			     "x.cfg:1:1: a NUL byte: this is no text file\n"
			     "    1 |  \n"
			     "      | ^\n"
			     "x.cfg:2:8: 'x' is not a value: text stands in double quotes\n"
			     "    2 | name = x*\n"
			     "      |        ^\n");
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

	scan_bytes(&scanned, text, strlen(text));
	cr_assert_str_eq(buf_text(&scanned.scan.safe), "name = \"a\";\n                    \nscope = \"b\";\n");
	cr_assert_not(scanned.scan.broken);
	scanned_release(&scanned);
}

Test(scan, integers_at_the_bounds_fit)
{
	expect_printed("name = 2147483647; scope = -2147483648; min_valid = 0x7FFFFFFF; stack = +00000000000000000001\n"
		       "permissions = 9223372036854775807L; client_id = -9223372036854775808LL\n"
		       "a = 0x7fffffffffffffffL; b = 1e99; c = 99999999999.0\n",
		       "");
}

Test(scan, an_integer_of_more_than_32_bits)
{
	expect_printed("client_id = 157730590492196864;\n",
		       "x.cfg:1:13: '157730590492196864' does not fit into 32 bits: write it as a string, "
		       "\"157730590492196864\"\n"
		       "    1 | client_id = 157730590492196864;\n"
		       "      |             ^\n");
	expect_one("permissions = 8589934592;", 1, 15,
		   "'8589934592' does not fit into 32 bits: write it as a string, \"8589934592\", or with an L, "
		   "8589934592L");
	expect_one("min_valid = 4294967356;", 1, 13, "'4294967356' does not fit into 32 bits: write seconds");
	expect_one("name = 2147483648;", 1, 8, "'2147483648' does not fit into 32 bits");
	expect_one("name = -2147483649;", 1, 8, "'-2147483649' does not fit into 32 bits");
	expect_one("stack = ( { a = [ 1, 99999999999 ]; } );", 1, 22, "'99999999999' does not fit into 32 bits");
}

Test(scan, a_hexadecimal_integer_of_more_than_31_bits)
{
	expect_one("permissions = 0xFFFFFFFF;", 1, 15,
		   "'0xFFFFFFFF' does not fit into 32 bits: write it as a string, \"4294967295\", or with an L, "
		   "4294967295L");
	expect_one("client_id = 0X80000000;", 1, 13,
		   "'0X80000000' does not fit into 32 bits: write it as a string, \"2147483648\"");
}

Test(scan, an_integer_of_more_than_64_bits)
{
	expect_one("permissions = 9223372036854775808L;", 1, 15,
		   "'9223372036854775808L' does not fit into 64 bits: write it as a string, \"9223372036854775808\"");
	expect_one("permissions = 0xFFFFFFFFFFFFFFFFLL;", 1, 15,
		   "'0xFFFFFFFFFFFFFFFFLL' does not fit into 64 bits: write it as a string, \"18446744073709551615\"");
	expect_one("permissions = 99999999999999999999;", 1, 15, "'99999999999999999999' does not fit into 32 bits");
	expect_one("name = -9223372036854775809L;", 1, 8, "'-9223372036854775809L' does not fit into 64 bits");
}

Test(scan, an_integer_in_a_secret_is_not_quoted)
{
	expect_printed("client_secret = 157730590492196864;\n",
		       "x.cfg:1:17: this number does not fit into 32 bits: write a reference\n"
		       "    1 | client_secret = *******************\n"
		       "      |                 ^\n");
	expect_one("client_secrte = 157730590492196864;", 1, 17, "this number does not fit into 32 bits");
}

Test(scan, what_is_no_number)
{
	expect_one("name = 12ab;", 1, 8, "'12ab' is not a number: text stands in double quotes");
	expect_one("name = 0x;", 1, 8, "'0x' is not a number: text stands in double quotes");
	expect_one("name = 1.2.3;", 1, 8, "'1.2.3' is not a number: text stands in double quotes");
	expect_one("name = -;", 1, 8, "'-' is not a number: text stands in double quotes");
	expect_one("name = 1LLL;", 1, 8, "'1LLL' is not a number: text stands in double quotes");
	expect_one("name = 1e;", 1, 8, "'1e' is not a number: text stands in double quotes");
	expect_one("client_secret = 12ab;", 1, 17, "this is not a number: text stands in double quotes");
	expect_printed("a = .5; b = 5.; c = -1.5E+3; d = 2e-7;", "");
}

Test(scan, a_string_that_is_not_closed)
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

Test(scan, a_string_over_several_lines)
{
	expect_printed("client_secret = \"hunter2\nmoresecret\";\nname = \"x\";\n",
		       "x.cfg:1:17: the string is not closed on its line: a '\"' is missing\n"
		       "    1 | client_secret = ********\n"
		       "      |                 ^\n"
		       "x.cfg:2:11: the string is not closed on its line: a '\"' is missing\n"
		       "    2 | ************\n"
		       "      |           ^\n");
}

Test(scan, a_comment_that_is_not_closed)
{
	expect_printed("name = \"x\";\n/* client_id = \"1\";\n",
		       "x.cfg:2:1: the comment is never closed: a '*/' is missing\n"
		       "    2 | /* client_id * ****\n"
		       "      | ^\n");
}

Test(scan, mistakes)
{
	expect_one("name \"x\";", 1, 6, "expected '=' and a value, not '\"x\"'");
	expect_one("name = foo;", 1, 8, "'foo' is not a value: text stands in double quotes");
	expect_one("name = ;", 1, 8, "expected a value, not ';'");
	expect_one("name =", 1, 6, "expected a value after this, not the end of the file");
	expect_one("name", 1, 1, "expected '=' and a value after this, not the end of the file");
	expect_one("name = 'x';", 1, 8, "expected a value: strings stand in straight double quotes");
	expect_one("name = \xe2\x80\x9cx\xe2\x80\x9d;", 1, 8,
		   "expected a value: strings stand in straight double quotes");
	expect_one("\xef\xbb\xbfname = \"x\";", 1, 1, "a byte order mark: save the file without it");
	expect_one("name = \"x\";;", 1, 12, "one ';' is enough, and only after a value");
	expect_one(", name = \"x\";", 1, 1, "one ',' is enough, and only after a value");
	expect_one("}\n", 1, 1, "expected a setting, NAME = VALUE, not '}'");
	expect_one("true = 1;", 1, 1, "true and false are values, not names");
	expect_one("scope = ( \"a\", );", 1, 16, "the last element has no ',' after it");
	expect_one("scope = ( \"a\" 1 );", 1, 15, "expected ',' or ')', not '1'");
	expect_one("scope = [ \"a\", 1 ];", 1, 16,
		   "the elements of an array are of one type: write a list, ( ... )");
	expect_one("scope = [ 1, 1L ];", 1, 14,
		   "the elements of an array are of one type: write a list, ( ... )");
	expect_one("scope = [ { } ];", 1, 11, "an array holds plain values only: write a list, ( ... )");
	expect_one("scope = [ ( ) ];", 1, 11, "an array holds plain values only: write a list, ( ... )");
	expect_one("stack = (\n  { a = 1;\n", 2, 3, "this '{' is never closed: a '}' is missing");
	expect_one("scope = ( \"a\", \"b\"\n", 1, 9, "this '(' is never closed: a ')' is missing");
	expect_one("scope = [ \"a\",", 1, 9, "this '[' is never closed: a ']' is missing");
	expect_one("stack = ( { a = 1 ) );", 1, 19, "expected a setting or '}', not ')'");
	expect_one("name = \"x\"; %", 1, 13, "expected a setting, NAME = VALUE here");
	expect_one("% name", 1, 1, "expected a setting, NAME = VALUE here");
}

Test(scan, mistakes_do_not_hide_each_other)
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
		       "x.cfg:3:16: the last element has no ',' after it\n"
		       "    3 | scope = ( \"a\", **\n"
		       "      |                ^\n"
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

Test(scan, numbers_are_looked_at_behind_a_mistake)
{
	expect_printed("stack = ( x,\n  99999999999,\n  @include \"x\"\n",
		       "x.cfg:1:11: 'x' is not a value: text stands in double quotes\n"
		       "    1 | stack = ( x*\n"
		       "      |           ^\n"
		       "x.cfg:2:3: this number does not fit into 32 bits\n"
		       "    2 |   ************\n"
		       "      |   ^\n"
		       "x.cfg:3:3: '@include' is refused: write its settings into this file\n"
		       "    3 |   @include ***\n"
		       "      |   ^\n");
}

Test(scan, names_that_are_set_twice)
{
	struct scanned scanned;
	const char *text = "name = \"a\";\nstack = ( { a = 1; a = 2; }, { a = 3; } );\nname = 4;\nscope = \"b\";\n";

	expect_printed(text, "x.cfg:2:20: 'a' is set twice, first in line 2\n"
			     "    2 | stack = ( { a = 1; a = 2; }, { a = 3; } );\n"
			     "      |                    ^\n"
			     "x.cfg:3:1: 'name' is set twice, first in line 1\n"
			     "    3 | name = 4;\n"
			     "      | ^\n");
	scan_bytes(&scanned, text, strlen(text));
	cr_assert_not(scanned.scan.broken);
	cr_assert_str_eq(buf_text(&scanned.scan.safe), "name = \"a\";\nstack = ( { a = 1;        }, { a = 3; } );\n"
						       "          scope = \"b\";\n");
	scanned_release(&scanned);
}

Test(scan, bounds)
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

Test(scan, masks_what_may_be_a_secret)
{
	expect_masked("name = \"shown\"; client_secret = \"hunter2\"; name2 = 1\n",
		      "name = \"shown\"; client_secret = ********** ***** * *\n");
	expect_masked("client_secrte = \"hunter2\"\n", "client_secrte = *********\n");
	expect_masked("client_secret = {\n  env = \"X\";\n};\n", "client_secret = {\n  env = ****\n};\n");
	expect_masked("client_secret = hunter2=\n", "client_secret = ********\n");
	expect_masked("client_secret = ab#cd\n", "client_secret = *****\n");
	expect_masked("client_secret = \"ab\"cd=\"ef\"\n", "client_secret = ***********\n");
	expect_masked("client_secret = 12345 abc=\"x\n", "client_secret = ***** ******\n");
	expect_masked("client_secret hunter2;\n", "client_secret ********\n");
	expect_masked("client_secret\nhunter2\n", "client_secret\n*******\n");
	expect_masked("client_secret = {\n  \"hunter2\" };\n", "client_secret = {\n  ********* **\n");
	expect_masked("client_secret = { hunter2 };\n", "client_secret = { ******* **\n");
	expect_masked("name = \"a; client_secret = \"hunter2=\"\nscope = \"b\";\n",
		      "name = \"a; client_secret = \"*********\nscope = \"b\";\n");
	expect_masked("name = x hunter2\nname = \"y\"\n", "name = x *******\nname = \"y\"\n");
	expect_masked("name = x\nhunter2 = \"y\"\n", "name = x\n******* * ***\n");
}

Test(scan, masks_comments_from_where_a_value_may_begin)
{
	expect_masked("# client_secret = \"hunter2\"\n", "# client_secret * *********\n");
	expect_masked("// \"hunter2\" and so on\n", "// ********* *** ** **\n");
	expect_masked("/* one\n two: hunter2\n three */ name = 1\n", "/* one\n two* *******\n three */ name = 1\n");
	expect_masked("name = 1 # why\n", "name = 1 # why\n");
	expect_masked("client_secret = \"x\"; # hunter2\n", "client_secret = **** * *******\n");
}

Test(scan, secrets_do_not_reach_libconfig)
{
	struct scanned scanned;
	struct buf value = BUF_INIT(64);
	const char *text = "name = \"n\";\nclient_secret = \"h\\\"2\\x41\\q\\t\" /* and */ \"\" # more\n \"z\";\nodd = \"h\"\n"
			   "bot = { env = \"X\" }\n";

	scan_bytes(&scanned, text, strlen(text));
	cr_assert_eq(scanned.result, 0);
	cr_assert_str_eq(buf_text(&scanned.scan.safe),
			 "name = \"n\";\nclient_secret = \"xxxxxxxxxxxx\" /* and */ \"\" # more\n \"x\";\nodd = \"x\"\n"
			 "bot = { env = \"X\" }\n");
	scan_string(&scanned.text, scan_find(&scanned.scan, "client_secret"), &value);
	cr_assert_str_eq(buf_text(&value), "h\"2A\\q\tz");
	buf_release(&value);
	scanned_release(&scanned);
}

Test(scan, tells_names_that_may_be_part_of_a_secret)
{
	struct scanned scanned;
	const char *text = "client_secret = \"hun\"ter2=\"x\"\nodd = 1\n";

	scan_bytes(&scanned, text, strlen(text));
	cr_assert_eq(scanned.result, 0);
	cr_assert(scan_find(&scanned.scan, "ter2")->hidden);
	cr_assert_not(scan_find(&scanned.scan, "odd")->hidden);
	cr_assert_not(scan_find(&scanned.scan, "client_secret")->hidden);
	scanned_release(&scanned);
}
