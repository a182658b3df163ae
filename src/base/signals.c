#include "base/signals.h"

#include <stddef.h>

#include "base/memory.h"

void signals_hold(sigset_t *before)
{
	/* These come of a defect of ours, and would not wait. */
	static const int own[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP};
	sigset_t held;

	sigfillset(&held);
	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		sigdelset(&held, own[i]);
	sigprocmask(SIG_BLOCK, &held, before);
}

void signals_release(const sigset_t *before)
{
	sigprocmask(SIG_SETMASK, before, NULL);
}
