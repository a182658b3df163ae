#include "scanned.h"

Test(scan_number, integers_at_the_bounds_fit)
{
	expect_printed("name = 2147483647; scope = -2147483648; min_valid = 0x7FFFFFFF; stack = +00000000000000000001\n"
		       "permissions = 9223372036854775807L; client_id = -9223372036854775808LL\n"
		       "a = 0x7fffffffffffffffL; b = 1e99; c = 99999999999.0\n",
		       "");
}

Test(scan_number, an_integer_of_more_than_32_bits)
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

Test(scan_number, a_hexadecimal_integer_of_more_than_31_bits)
{
	expect_one("permissions = 0xFFFFFFFF;", 1, 15,
		   "'0xFFFFFFFF' does not fit into 32 bits: write it as a string, \"4294967295\", or with an L, "
		   "4294967295L");
	expect_one("client_id = 0X80000000;", 1, 13,
		   "'0X80000000' does not fit into 32 bits: write it as a string, \"2147483648\"");
}

Test(scan_number, an_integer_of_more_than_64_bits)
{
	expect_one("permissions = 9223372036854775808L;", 1, 15,
		   "'9223372036854775808L' does not fit into 64 bits: write it as a string, \"9223372036854775808\"");
	expect_one("permissions = 0xFFFFFFFFFFFFFFFFLL;", 1, 15,
		   "'0xFFFFFFFFFFFFFFFFLL' does not fit into 64 bits: write it as a string, \"18446744073709551615\"");
	expect_one("permissions = 99999999999999999999;", 1, 15, "'99999999999999999999' does not fit into 32 bits");
	expect_one("name = -9223372036854775809L;", 1, 8, "'-9223372036854775809L' does not fit into 64 bits");
}

Test(scan_number, an_integer_in_a_secret_is_not_quoted)
{
	expect_printed("client_secret = 157730590492196864;\n",
		       "x.cfg:1:17: this number does not fit into 32 bits: write a reference\n"
		       "    1 | client_secret = *******************\n"
		       "      |                 ^\n");
	expect_one("client_secrte = 157730590492196864;", 1, 17, "this number does not fit into 32 bits");
}

Test(scan_number, what_is_no_number)
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

/* What stands behind a mistake may be no number at all: '123' in single quotes, a part of a word. */
Test(scan_number, numbers_behind_a_mistake_are_not_looked_at)
{
	expect_printed("stack = ( x,\n  99999999999,\n  @include \"x\"\n",
		       "x.cfg:1:11: 'x' is not a value: text stands in double quotes\n"
		       "    1 | stack = ( x*\n"
		       "      |           ^\n"
		       "x.cfg:3:3: '@include' is refused: write its settings into this file\n"
		       "    3 |   @include ***\n"
		       "      |   ^\n");
}
