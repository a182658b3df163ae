/* What permission_parse refuses, and what of the text it blames. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/discord/permission.h"
#include "expect.h"

static void expect_refused(const char *text, size_t offset, size_t len, const char *message, const char *hint)
{
	struct permission_place place = {.offset = 999, .len = 999};
	struct error err = ERROR_INIT;
	uint64_t value = 77;

	cr_assert_eq(permission_parse(text, &value, &place, &err), -1, "<%s>", text);
	expect_hint(err, ERROR_USAGE, message, hint);
	cr_assert_eq(place.offset, offset, "<%s> is wrong at %zu", text, place.offset);
	cr_assert_eq(place.len, len, "<%s> is wrong for %zu", text, place.len);
	cr_assert_eq(value, 77);
	cr_assert_eq(permission_parse(text, &value, NULL, &err), -1);
}

Test(permission_parse, refuses_nothing)
{
	expect_refused("", 0, 0, "the expression is empty", "");
	expect_refused(" \t\n", 0, 0, "the expression is empty", "");
	expect_refused("()", 1, 1, "a permission should stand before ')'", "");
}

Test(permission_parse, refuses_signs)
{
	expect_refused("-1", 0, 1, "a permission should stand before '-'", "permissions have no sign");
	expect_refused("+1", 0, 1, "a permission should stand before '+'", "permissions have no sign");
	expect_refused("1 + -1", 4, 1, "a permission should stand before '-'", "permissions have no sign");
	expect_refused("1 - - 1", 4, 1, "a permission should stand before '-'", "permissions have no sign");
}

Test(permission_parse, refuses_bad_numbers)
{
	static const char decimal[] = "give a decimal number from 0 to 18446744073709551615";

	expect_refused("1 + 010", 4, 3, "permission number '010' has a leading zero", "");
	expect_refused("00", 0, 2, "permission number '00' has a leading zero", "");
	expect_refused("18446744073709551616", 0, 20,
		       "permission number '18446744073709551616' is larger than 18446744073709551615", "");
	expect_refused("1.5", 0, 3, "'1.5' is not a permission number", decimal);
	expect_refused("1e3", 0, 3, "'1e3' is not a permission number", decimal);
	expect_refused("1_000", 0, 5, "'1_000' is not a permission number", decimal);
	expect_refused("10CONNECT", 0, 9, "'10CONNECT' is not a permission number", decimal);
	expect_refused("CONNECT + 0x", 10, 2, "'0x' is not a hexadecimal number",
		       "after '0x' come the digits 0 to 9 and a to f");
}

Test(permission_parse, refuses_a_number_that_is_cut_in_groups)
{
	static const char hint[] = "write '+' between them, and a number without blanks and commas";

	expect_refused("1 115 136", 2, 1, "there is no operator between two numbers", hint);
	expect_refused("1,115,136", 2, 1, "there is no operator between two numbers", hint);
	expect_refused("CONNECT & 1 2", 12, 1, "there is no operator between two numbers", hint);
	expect_refused("1024, 2048", 6, 1, "there is no operator between two numbers", hint);
}

Test(permission_parse, refuses_unknown_names)
{
	expect_refused("VIEW_CHANEL + 1", 0, 11, "unknown permission 'VIEW_CHANEL'", "did you mean 'VIEW_CHANNEL'?");
	expect_refused("1 + view chanel", 4, 11, "unknown permission 'view chanel'", "did you mean 'VIEW_CHANNEL'?");
	expect_refused("CONNECT sned-messages", 8, 13, "unknown permission 'sned-messages'",
		       "did you mean 'SEND_MESSAGES'?");
	expect_refused("ManagePermision", 0, 15, "unknown permission 'ManagePermision'",
		       "did you mean 'MANAGE_ROLES'?");
	expect_refused("admin", 0, 5, "unknown permission 'admin'", "did you mean 'ADMINISTRATOR'?");
	expect_refused("al-text", 0, 7, "unknown permission 'al-text'", "did you mean 'all-text'?");
	expect_refused("all-tex", 4, 3, "unknown permission 'tex'", "did you mean 'STREAM'?");
	expect_refused("qqqqqqqqqqqqqqqqqqqq", 0, 20, "unknown permission 'qqqqqqqqqqqqqqqqqqqq'", "");
	expect_refused("_", 0, 1, "unknown permission '_'", "");
	expect_refused("bit 64", 0, 3, "unknown permission 'bit'", "bits by number are 'bit 0' to 'bit 63'");
	expect_refused("bit", 0, 3, "unknown permission 'bit'", "bits by number are 'bit 0' to 'bit 63'");
}

Test(permission_parse, refuses_unbalanced_parentheses)
{
	expect_refused("(1", 0, 1, "'(' is not closed", "");
	expect_refused("((1)", 0, 1, "'(' is not closed", "");
	expect_refused("1 + (2 - (3 + 4)", 4, 1, "'(' is not closed", "");
	expect_refused("1)", 1, 1, "')' closes nothing", "");
	expect_refused("(1))", 3, 1, "')' closes nothing", "");
	expect_refused("~1)", 2, 1, "')' closes nothing", "");
	expect_refused(")", 0, 1, "a permission should stand before ')'", "");
}

Test(permission_parse, refuses_operators_out_of_place)
{
	static const char operators[] = "there are + | , and - & ~ and parentheses";

	expect_refused("1 +", 3, 1, "the expression ends where a permission should stand", "");
	expect_refused("1 + ", 4, 1, "the expression ends where a permission should stand", "");
	expect_refused("~", 1, 1, "the expression ends where a permission should stand", "");
	expect_refused("1,", 2, 1, "the expression ends where a permission should stand", "");
	expect_refused(",1", 0, 1, "a permission should stand before ','", "");
	expect_refused("1 || 2", 3, 1, "a permission should stand before '|'", "");
	expect_refused("1 && 2", 3, 1, "a permission should stand before '&'", "");
	expect_refused("1 ~2", 2, 1, "an operator should stand before '~'", "A without B is A & ~B, or A - B");
	expect_refused("1 ^ 2", 2, 1, "there is no operator '^'", operators);
	expect_refused("1<<40", 1, 2, "there is no operator '<<'", "bit 40 is written 'bit 40'");
	expect_refused("1 * 2", 2, 1, "there is no operator '*'", operators);
	expect_refused("1 << 2", 2, 2, "there is no operator '<<'", "bit 2 is written 'bit 2'");
	expect_refused("1 << x", 2, 2, "there is no operator '<<'", "bit 40 is written 'bit 40'");
	expect_refused("CONNECT \xc3\xa9", 8, 2, "there is no operator '\xc3\xa9'", operators);
	expect_refused("\xe2\x80\x9c"
		       "CONNECT",
		       0, 3, "'\xe2\x80\x9c' is not a permission", "");
	expect_refused("\"CONNECT\"", 0, 1, "'\"' is not a permission", "");
	expect_refused("!CONNECT", 0, 1, "there is no operator '!'", "all but A is ~A");
	expect_refused("\x80", 0, 1, "'\x80' is not a permission", "");
}

Test(permission_parse, bounds_nesting)
{
	struct error err = ERROR_INIT;
	uint64_t value = 77;
	char text[512];

	for (size_t i = 0; i < 200; i++)
		text[i] = i < 100 ? '(' : ')';
	memmove(text + 101, text + 100, 100);
	text[100] = '1';
	text[201] = '\0';
	cr_assert_eq(permission_parse(text, &value, NULL, &err), 0);
	cr_assert_eq(value, 1);
	memset(text, '~', 101);
	text[101] = '1';
	text[102] = '\0';
	expect_refused(text, 100, 1, "the expression is nested more than 100 deep", "");
}

Test(permission_parse, stands_very_long_words)
{
	char *text = xmalloc(20001);
	struct permission_place place;
	struct error err = ERROR_INIT;
	uint64_t value;

	memset(text, 'A', 20000);
	text[20000] = '\0';
	cr_assert_eq(permission_parse(text, &value, &place, &err), -1);
	cr_assert_eq(place.len, 20000);
	memset(text, '9', 20000);
	cr_assert_eq(permission_parse(text, &value, &place, &err), -1);
	for (size_t i = 0; i < 20000; i += 2)
		memcpy(text + i, "Q-", 2);
	cr_assert_eq(permission_parse(text, &value, &place, &err), -1);
	cr_assert_str_eq(err.text, "unknown permission 'Q'");
	free(text);
}
