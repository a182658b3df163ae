#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "base/path.h"

Test(name_valid, letters_digits_and_three_more)
{
	for (int c = 1; c < 256; c++) {
		char first[] = {(char)c, '\0'};
		char second[] = {'a', (char)c, '\0'};
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

		cr_assert_eq(name_valid(first), letter, "0x%02x", (unsigned)c);
		cr_assert_eq(name_valid(second), letter || c == '.' || c == '_' || c == '-', "0x%02x", (unsigned)c);
	}
}

Test(name_valid, length)
{
	char name[66];

	memset(name, 'x', sizeof(name));
	name[65] = '\0';
	cr_assert_not(name_valid(name));
	name[64] = '\0';
	cr_assert(name_valid(name));
	cr_assert_not(name_valid(""));
}

Test(name_valid, nothing_that_moves_in_a_path)
{
	static const char *const bad[] = {".", "..", "../x", "a/b", "/a", "-x", ".hidden", "a b", "a\n", "_x", "~"};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		cr_assert_not(name_valid(bad[i]), "'%s'", bad[i]);
	cr_assert(name_valid("a..b"));
	cr_assert(name_valid("0"));
	cr_assert(name_valid("My-bot_2.test"));
}
