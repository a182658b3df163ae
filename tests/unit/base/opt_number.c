#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/opt.h"
#include "expect.h"

static void expect_number(const char *text, long low, long high, long want)
{
	struct opt opt = {.value = text};
	struct error err = ERROR_INIT;
	long number = 77;

	cr_assert_eq(opt_number(&opt, "timeout", low, high, &number, &err), 0, "%s", err.text);
	cr_assert_eq(number, want);
}

Test(opt_number, numbers)
{
	expect_number("0", 0, 10, 0);
	expect_number("10", 0, 10, 10);
	expect_number("007", 0, 10, 7);
	expect_number("-3", -5, 10, -3);
	expect_number("65535", 0, 65535, 65535);
}

Test(opt_number, what_is_no_number)
{
	static const char *const bad[] = {"",   " 1", "1 ",  "+1", "\t1", "1x",  "x",   "0x1",
					  "11", "-1", "1.5", "-",  "--1", "1,0", "1e1", "99999999999999999999999"};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct opt opt = {.value = bad[i]};
		struct error err = ERROR_INIT;
		long number = 77;
		char text[128];

		cr_assert_eq(opt_number(&opt, "timeout", 0, 10, &number, &err), -1, "'%s'", bad[i]);
		snprintf(text, sizeof(text), "option '--timeout': '%s' is not a number from 0 to 10", bad[i]);
		expect_error(err, ERROR_USAGE, text);
		cr_assert_eq(number, 77);
	}
}
