#include <criterion/criterion.h>
#include <stdlib.h>

/* A read one byte behind a block, whose size the compiler can't know. */
Test(canary, bounds)
{
	volatile size_t size = 17;
	char *block = calloc(1, size);
	volatile char behind;

	cr_assert_not_null(block);
	behind = block[size];
	(void)behind;
	free(block);
}
