#include <errno.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/memory.h"
#include "cmd/profile/edit.h"

/* Those that were ignored when we began stay so. */
static void add_unless_ignored(sigset_t *set, int number)
{
	struct sigaction action;

	if (!sigaction(number, NULL, &action) && action.sa_handler != SIG_IGN)
		sigaddset(set, number);
}

int edit_signals_hold(struct edit *edit, struct error *err)
{
	static const int ends[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
	sigset_t held;

	sigemptyset(&held);
	sigaddset(&held, SIGCHLD);
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		add_unless_ignored(&held, ends[i]);
	edit->signals = signalfd(-1, &held, SFD_CLOEXEC | SFD_NONBLOCK);
	if (edit->signals < 0)
		return error_set(err, ERROR_SYS, "cannot wait for signals: %s", strerror(errno));
	sigprocmask(SIG_BLOCK, &held, &edit->signals_before);
	return 0;
}

int edit_signals_next(const struct edit *edit)
{
	struct signalfd_siginfo came;

	return read(edit->signals, &came, sizeof(came)) == sizeof(came) ? (int)came.ssi_signo : 0;
}

void edit_signals_release(struct edit *edit)
{
	if (edit->signals < 0)
		return;
	close(edit->signals);
	edit->signals = -1;
	if (edit->signal)
		raise(edit->signal);
	sigprocmask(SIG_SETMASK, &edit->signals_before, NULL);
}
