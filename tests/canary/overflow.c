#include <criterion/criterion.h>
#include <limits.h>

/* A signed sum that does not fit. */
Test(canary, overflow)
{
	volatile int most = INT_MAX;
	volatile int sum = most + 1;

	(void)sum;
}
