#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* A block that nothing points to any more. */
Test(canary, leak)
{
	char *volatile block = malloc(37);

	cr_assert_not_null(block);
	memset(block, 1, 37);
	block = NULL;
}
