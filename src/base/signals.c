#include "base/signals.h"

#include <stddef.h>

#include "base/memory.h"

static struct sigaction found_pipe;
static struct sigaction found_child;

void signals_normalise(void)
{
	struct sigaction standard = {.sa_handler = SIG_DFL};

	sigaction(SIGPIPE, &standard, &found_pipe);
	sigaction(SIGCHLD, &standard, &found_child);
}

void signals_restore(void)
{
	sigaction(SIGPIPE, &found_pipe, NULL);
	sigaction(SIGCHLD, &found_child, NULL);
}

void signals_hold(sigset_t *before)
{
	/* Those of a defect, which a sanitizer reports. The kernel does not let any that is our own fault wait. */
	static const int own[] = {SIGFPE, SIGILL, SIGSEGV};
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
