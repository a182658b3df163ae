/*
 * The wait for the person: the listener, a pasted address, the opener and the clock in one loop.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "auth.h"
#include "discred/browser.h"
#include "discred/clock.h"
#include "discred/hold.h"
#include "discred/log.h"
#include "discred/memory.h"
#include "discred/proc.h"

struct wait {
	struct login *login;
	struct strings scrub;
	struct proc opener; /* pid -1: none runs */
	size_t next_opener;
	int signals;
	bool paste;    /* a person can paste: stdin is a terminal */
	bool terminal; /* stderr is a terminal */
	bool done;
	struct termios modes;
	struct buf typed;
	int64_t deadline;
	int64_t shown; /* the seconds that the countdown stands at */
};

/* Without echo, so that neither the code is left on the screen nor the countdown cut in two by it. */
static void quiet_terminal(struct wait *wait)
{
	struct termios quiet;

	/* In the background the terminal is not ours to change or to read. */
	wait->paste =
	    isatty(STDIN_FILENO) && tcgetpgrp(STDIN_FILENO) == getpgrp() && !tcgetattr(STDIN_FILENO, &wait->modes);
	if (!wait->paste)
		return;
	quiet = wait->modes;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	/* Not canonical either: a line would be cut at 4095 bytes. */
	quiet.c_lflag &= ~(tcflag_t)ICANON;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &quiet);
}

static void restore_terminal(const struct wait *wait)
{
	if (wait->paste)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &wait->modes);
	if (wait->terminal)
		fputs("\r\033[K", stderr);
}

static void open_next(struct wait *wait)
{
	struct error err = ERROR_INIT;
	const char *url = loopback_start_url(wait->login->loopback);

	if (browser_open(wait->login->auth->env, &wait->scrub, url, &wait->next_opener, &wait->opener, &err) < 0)
		log_note("no browser could be started: open the address yourself");
}

static void invite_person(struct wait *wait)
{
	struct login *login = wait->login;

	/* state and challenge are for the person's own eyes: a log gets the local address, which is of no use to
	 * others. */
	if (wait->terminal)
		fprintf(stderr, "To authorize, open\n\n    %s\n\n", buf_text(&login->url));
	else if (login->loopback)
		fprintf(stderr, "To authorize, open %s on this machine\n", loopback_start_url(login->loopback));
	if (wait->terminal && wait->paste)
		fprintf(stderr,
			"in a browser. If it ends at an address that does not load, paste that address here.\n");
	if (login->loopback && login->use_browser)
		open_next(wait);
}

static void show_countdown(struct wait *wait, int64_t now)
{
	int64_t left = (wait->deadline - now + 999) / 1000;

	if (wait->terminal && left != wait->shown)
		fprintf(stderr, "\rwaiting for the browser, %lld:%02lld left\033[K", (long long)left / 60,
			(long long)left % 60);
	wait->shown = left;
}

static void judge_line(struct wait *wait)
{
	struct error err = ERROR_INIT;

	if (wait->typed.len && !redirect_parse_address(buf_text(&wait->typed), wait->login->redirect_uri,
						       &wait->login->state, &wait->login->redirect, &err))
		wait->done = true;
	else if (wait->typed.len)
		fprintf(stderr, "\r\033[Kthat is not it: %s\n", err.text);
	wait->shown = -1;
	buf_clear(&wait->typed);
}

static void read_typed(struct wait *wait)
{
	char chunk[1024];
	ssize_t got = read(STDIN_FILENO, chunk, sizeof(chunk));

	if (got <= 0 && errno != EINTR && errno != EAGAIN) {
		tcsetattr(STDIN_FILENO, TCSADRAIN, &wait->modes);
		wait->paste = false;
	}
	for (ssize_t i = 0; i < got && !wait->done; i++) {
		if (chunk[i] == '\n' || chunk[i] == '\r')
			judge_line(wait);
		else if ((chunk[i] == 0x7f || chunk[i] == 0x08) && wait->typed.len)
			buf_cut(&wait->typed, wait->typed.len - 1);
		else if (chunk[i] >= 0x20)
			buf_char(&wait->typed, chunk[i]);
	}
	wipe_array(chunk);
	if (!buf_ok(&wait->typed))
		buf_clear(&wait->typed);
}

/* An opener that fails at once says that it cannot; one that ends well has handed the page on. */
static void watch_opener(struct wait *wait)
{
	if (wait->opener.pid < 0 || !proc_poll(&wait->opener))
		return;
	if (wait->opener.status != 0)
		open_next(wait);
}

static int wait_ms(const struct wait *wait, int64_t now)
{
	int64_t ms = wait->deadline - now;
	int listener = wait->login->loopback ? loopback_wait_ms(wait->login->loopback, now) : -1;

	if (ms > 1000 && wait->terminal)
		ms = 1000;
	if (ms > 200 && wait->opener.pid > 0)
		ms = 200;
	if (listener >= 0 && listener < ms)
		ms = listener;
	return ms > 0 ? (int)ms : 0;
}

static int step(struct wait *wait, int *signal, struct error *err)
{
	struct loopback *loopback = wait->login->loopback;
	struct pollfd fds[] = {{.fd = loopback ? loopback_fd(loopback) : -1, .events = POLLIN},
			       {.fd = wait->paste ? STDIN_FILENO : -1, .events = POLLIN},
			       {.fd = wait->signals, .events = POLLIN}};
	int64_t now = clock_ms();

	if (now >= wait->deadline) {
		error_set(err, ERROR_TEMP, "profile '%s': nobody authorized in time", wait->login->auth->profile.id);
		return error_hint(err, "run 'discred auth login %s' again", wait->login->auth->profile.id);
	}
	show_countdown(wait, now);
	if (poll(fds, ARRAY_LEN(fds), wait_ms(wait, now)) < 0 && errno != EINTR)
		return error_set(err, ERROR_SYS, "poll: %s", strerror(errno));
	if (fds[2].revents) {
		struct signalfd_siginfo info;

		if (read(wait->signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
			*signal = (int)info.ssi_signo;
		return 0;
	}
	if (loopback && loopback_run(loopback, clock_ms(), err) < 0)
		return -1;
	if (loopback && loopback_take(loopback, &wait->login->redirect))
		wait->done = true;
	if (fds[1].revents && !wait->done)
		read_typed(wait);
	watch_opener(wait);
	return 0;
}

/* Whoever ends the wait gets the terminal back as it was: the signal takes effect after that. */
static int open_signals(struct wait *wait, sigset_t *before, struct error *err)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGQUIT);
	wait->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (wait->signals < 0)
		return error_set(err, ERROR_SYS, "signalfd: %s", strerror(errno));
	sigprocmask(SIG_BLOCK, &set, before);
	return 0;
}

int login_wait(struct login *login, struct error *err)
{
	struct wait wait = {
	    .login = login,
	    .opener = {.pid = -1, .output = -1, .errors = -1, .input = -1},
	    .terminal = isatty(STDERR_FILENO),
	    .typed = BUF_INIT(16384),
	    .deadline = clock_ms() + login->timeout_ms,
	};
	int signal = 0;
	int result;
	sigset_t before;

	if (open_signals(&wait, &before, err) < 0)
		return -1;
	profile_secret_variables(&login->auth->profile, &wait.scrub);
	quiet_terminal(&wait);
	invite_person(&wait);
	do
		result = step(&wait, &signal, err);
	while (!result && !wait.done && !signal);
	restore_terminal(&wait);
	proc_leave(&wait.opener);
	buf_release(&wait.typed);
	strings_release(&wait.scrub);
	close(wait.signals);
	signals_release(&before);
	if (signal)
		raise(signal);
	return signal ? error_set(err, ERROR_TEMP, "the login was interrupted") : result;
}

void login_answer(struct login *login, enum loopback_outcome outcome, const char *title, const char *text)
{
	struct error err = ERROR_INIT;
	struct loopback *loopback = login->loopback;

	if (!loopback)
		return;
	loopback_answer(loopback, outcome, title, text);
	for (;;) {
		struct pollfd fd = {.fd = loopback_fd(loopback), .events = POLLIN};

		if (loopback_run(loopback, clock_ms(), &err) < 0 || loopback_idle(loopback))
			return;
		if (poll(&fd, 1, loopback_wait_ms(loopback, clock_ms())) < 0 && errno != EINTR)
			return;
	}
}
