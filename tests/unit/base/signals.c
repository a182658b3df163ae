#include "base/signals.h"

#include <criterion/criterion.h>

/* If it did sleep, the test would end by its time limit. */
Test(signals, a_held_signal_ends_the_sleep_and_stays, .timeout = 30)
{
	sigset_t before;
	sigset_t pending;

	signals_hold(&before);
	raise(SIGTERM);
	cr_assert_not(signals_sleep_ms(3600000));
	cr_assert_not(signals_sleep_ms(3600000));
	sigpending(&pending);
	cr_assert_eq(sigismember(&pending, SIGTERM), 1);
	signal(SIGTERM, SIG_IGN);
	cr_assert(signals_sleep_ms(1), "one that is ignored ends nothing");
	signals_release(&before);
	cr_assert(signals_sleep_ms(1));
}
