#include <criterion/criterion.h>
#include <inttypes.h>

#include "core/discord/permission.h"
#include "expect.h"

static void expect_number(const char *text, uint64_t want)
{
	struct error err = ERROR_INIT;
	uint64_t value = 77;

	cr_assert_eq(permission_parse_number(text, &value, &err), 0, "%s", err.text);
	cr_assert_eq(value, want, "%s is %" PRIu64, text, value);
}

Test(permission_parse_number, takes_all_of_64_bits)
{
	expect_number("0", 0);
	expect_number("8", 8);
	expect_number(PERMISSION_DEFAULT, UINT64_C(1115136));
	expect_number("8589934592", UINT64_C(1) << 33);
	expect_number("9007199254740993", (UINT64_C(1) << 53) + 1);
	expect_number("9223372036854775808", UINT64_C(1) << 63);
	expect_number("18446744073709551609", UINT64_MAX - 6);
	expect_number("18446744073709551615", UINT64_MAX);
}

static void expect_refused(const char *text, const char *message, const char *hint)
{
	struct error err = ERROR_INIT;
	uint64_t value = 77;

	cr_assert_eq(permission_parse_number(text, &value, &err), -1, "'%s'", text);
	expect_hint(err, ERROR_USAGE, message, hint);
	cr_assert_eq(value, 77);
}

Test(permission_parse_number, refuses_what_is_no_number)
{
	static const char hint[] = "give a decimal number from 0 to 18446744073709551615";

	expect_refused("", "'' is not a permission number", hint);
	expect_refused("-1", "'-1' is not a permission number", hint);
	expect_refused("+1", "'+1' is not a permission number", hint);
	expect_refused(" 1", "' 1' is not a permission number", hint);
	expect_refused("1 ", "'1 ' is not a permission number", hint);
	expect_refused("1L", "'1L' is not a permission number", hint);
	expect_refused("0x8", "'0x8' is not a permission number", hint);
	expect_refused("1e3", "'1e3' is not a permission number", hint);
	expect_refused("1.0", "'1.0' is not a permission number", hint);
	expect_refused("1_000", "'1_000' is not a permission number", hint);
	expect_refused("\xd9\xa1", "'\xd9\xa1' is not a permission number", hint);
	expect_refused("SEND_MESSAGES", "'SEND_MESSAGES' is not a permission number", hint);
}

Test(permission_parse_number, refuses_leading_zeros)
{
	expect_refused("00", "permission number '00' has a leading zero", "");
	expect_refused("0123", "permission number '0123' has a leading zero", "");
	expect_refused("018446744073709551616", "permission number '018446744073709551616' has a leading zero", "");
}

Test(permission_parse_number, refuses_more_than_64_bits)
{
	expect_refused("18446744073709551616",
		       "permission number '18446744073709551616' is larger than 18446744073709551615", "");
	expect_refused("18446744073709551620",
		       "permission number '18446744073709551620' is larger than 18446744073709551615", "");
	expect_refused("99999999999999999999999999",
		       "permission number '99999999999999999999999999' is larger than 18446744073709551615", "");
}

static void expect_literal(const char *text, uint64_t want)
{
	struct error err = ERROR_INIT;
	uint64_t value = 77;

	cr_assert_eq(permission_parse_literal(text, &value, &err), 0, "%s", err.text);
	cr_assert_eq(value, want, "%s is %" PRIu64, text, value);
}

Test(permission_parse_literal, takes_three_bases)
{
	expect_literal("0", 0);
	expect_literal("68608", 68608);
	expect_literal("0x10c00", 68608);
	expect_literal("0X10C00", 68608);
	expect_literal("0x00010c00", 68608);
	expect_literal("0b10000110000000000", 68608);
	expect_literal("0B0", 0);
	expect_literal("0xffffffffffffffff", UINT64_MAX);
	expect_literal("0x0000000000000000000000001", 1);
	expect_literal("0b1111111111111111111111111111111111111111111111111111111111111111", UINT64_MAX);
	expect_literal("18446744073709551615", UINT64_MAX);
}

static void expect_bad_literal(const char *text, const char *message, const char *hint)
{
	struct error err = ERROR_INIT;
	uint64_t value = 77;

	cr_assert_eq(permission_parse_literal(text, &value, &err), -1, "'%s'", text);
	expect_hint(err, ERROR_USAGE, message, hint);
	cr_assert_eq(value, 77);
}

Test(permission_parse_literal, refuses_other_digits_and_more_than_64_bits)
{
	static const char hexadecimal[] = "after '0x' come the digits 0 to 9 and a to f";

	expect_bad_literal("0x", "'0x' is not a hexadecimal number", hexadecimal);
	expect_bad_literal("0xg", "'0xg' is not a hexadecimal number", hexadecimal);
	expect_bad_literal("0x-1", "'0x-1' is not a hexadecimal number", hexadecimal);
	expect_bad_literal("0b", "'0b' is not a binary number", "after '0b' come the digits 0 and 1");
	expect_bad_literal("0b102", "'0b102' is not a binary number", "after '0b' come the digits 0 and 1");
	expect_bad_literal("0x10000000000000000",
			   "permission number '0x10000000000000000' is larger than 18446744073709551615", "");
	expect_bad_literal("0b10000000000000000000000000000000000000000000000000000000000000000",
			   "permission number '0b10000000000000000000000000000000000000000000000000000000000000000' is "
			   "larger than 18446744073709551615",
			   "");
	expect_bad_literal("0o7", "'0o7' is not a permission number",
			   "give a decimal number from 0 to 18446744073709551615");
	expect_bad_literal("010", "permission number '010' has a leading zero", "");
}
