#include "base/signals.h"

#include <stddef.h>
#include <time.h>

#include "base/clock.h"
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

static const struct sigaction ignored = {.sa_handler = SIG_IGN};

void signals_ignore_pipe(struct sigaction *before)
{
	sigaction(SIGPIPE, &ignored, before);
}

void signals_heed_pipe(const struct sigaction *before)
{
	/* To ignore it anew discards a pending one. */
	sigaction(SIGPIPE, &ignored, NULL);
	sigaction(SIGPIPE, before, NULL);
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

/* What ends us as soon as it is released. */
static void find_deadly(sigset_t *deadly)
{
	static const int ends[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
	struct sigaction now;
	sigset_t held;

	sigprocmask(SIG_BLOCK, NULL, &held);
	sigemptyset(deadly);
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (sigismember(&held, ends[i]) == 1 && !sigaction(ends[i], NULL, &now) && now.sa_handler == SIG_DFL)
			sigaddset(deadly, ends[i]);
}

bool signals_sleep_ms(int64_t ms)
{
	int64_t deadline = clock_ms() + ms;
	sigset_t deadly;
	int number = -1;

	find_deadly(&deadly);
	for (int64_t left = ms; left > 0 && number < 0; left = deadline - clock_ms()) {
		struct timespec rest = {.tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000};

		number = sigtimedwait(&deadly, NULL, &rest);
	}
	if (number > 0)
		raise(number);
	return number < 0;
}
