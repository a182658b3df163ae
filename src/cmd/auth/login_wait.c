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
#include <unistd.h>

#include "base/browser.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/proc.h"
#include "base/signals.h"
#include "cmd/auth/login.h"
#include "cmd/auth/login_prompt.h"

enum { ADVICE_MS = 15000 };

struct wait {
	struct login *login;
	struct prompt prompt;
	struct strings scrub;
	struct proc opener; /* pid -1: none runs */
	size_t next_opener;
	int signals;
	bool done;
	int64_t advice; /* when to say what usually is wrong */
	int64_t deadline;
};

static void open_next(struct wait *wait)
{
	struct error err = ERROR_INIT;
	const char *url = loopback_start_url(wait->login->loopback);

	/* Something may be said of each that is tried. */
	prompt_clear(&wait->prompt);
	if (!browser_open(wait->login->auth->env, &wait->scrub, url, &wait->next_opener, &wait->opener, &err))
		return;
	log_note("%s: open the address yourself, or set BROWSER to the one to use", err.text);
}

/* state and challenge are for the person's own eyes: a log gets the local address, which is of no use to others. */
static void invite_person(struct wait *wait)
{
	const struct login *login = wait->login;
	const char *then = " on this machine.";

	if (!login->loopback)
		then = ", and paste the address that it ends at here.";
	else if (wait->prompt.reads)
		then = ". If it ends at an address that does not load, paste that\naddress here.";
	if (wait->prompt.shows)
		fprintf(stderr, "To authorize, open\n\n    %s\n\nin a browser%s\n", buf_text(&login->url), then);
	else if (login->loopback)
		fprintf(stderr, "To authorize, open %s on this machine\n", loopback_start_url(login->loopback));
	if (login->loopback && login->use_browser)
		open_next(wait);
}

static void judge_line(struct wait *wait, const struct buf *line)
{
	struct error err = ERROR_INIT;

	if (!redirect_parse_address(buf_text(line), wait->login->redirect_uri, &wait->login->state,
				    &wait->login->redirect, &err)) {
		wait->done = true;
		return;
	}
	prompt_clear(&wait->prompt);
	fprintf(stderr, "that is not it: %s\n", err.text);
}

static void read_typed(struct wait *wait)
{
	struct buf line = BUF_INIT(wait->prompt.typed.max);

	prompt_read(&wait->prompt);
	while (!wait->done && prompt_line(&wait->prompt, &line))
		if (line.len)
			judge_line(wait, &line);
	buf_release(&line);
}

/* An opener that fails at once says that it cannot; one that ends well has handed the page on. */
static void watch_opener(struct wait *wait)
{
	if (wait->opener.pid < 0 || !proc_poll(&wait->opener))
		return;
	if (wait->opener.status == 0)
		return;
	prompt_clear(&wait->prompt);
	browser_tell_failure(wait->login->auth->env, wait->next_opener, &wait->opener);
	open_next(wait);
}

static int wait_ms(const struct wait *wait, int64_t now)
{
	int64_t ms = wait->deadline - now;
	int listener = wait->login->loopback ? loopback_wait_ms(wait->login->loopback, now) : -1;

	if (ms > 1000 && wait->prompt.shows)
		ms = 1000;
	if (ms > wait->advice - now)
		ms = wait->advice - now;
	if (ms > 200 && wait->opener.pid > 0)
		ms = 200;
	if (listener >= 0 && listener < ms)
		ms = listener;
	return ms > 0 ? (int)ms : 0;
}

/* A stopped login leaves the terminal to the shell, and goes on where it is put back. */
static void stop(struct wait *wait)
{
	sigset_t set;

	prompt_close(&wait->prompt);
	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	raise(SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	sigprocmask(SIG_BLOCK, &set, NULL);
	prompt_open(&wait->prompt);
}

static void take_signal(struct wait *wait, int *signal)
{
	struct signalfd_siginfo info;

	if (read(wait->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	if (info.ssi_signo == SIGTSTP)
		stop(wait);
	else
		*signal = (int)info.ssi_signo;
}

static int time_is_over(const struct wait *wait, struct error *err)
{
	const char *id = wait->login->auth->profile.id;
	struct buf seen = BUF_INIT(1024);

	if (wait->login->loopback)
		loopback_summary(wait->login->loopback, &seen);
	else
		buf_str(&seen, "no address was pasted");
	error_set(err, ERROR_TEMP, "profile '%s': nobody authorized in time: %s", id, buf_text(&seen));
	buf_release(&seen);
	return error_hint(err, "run 'discred auth login %s' again", id);
}

static void tell_refusals(struct wait *wait)
{
	const char *line;

	while ((line = loopback_refusal(wait->login->loopback))) {
		prompt_clear(&wait->prompt);
		log_note("%s", line);
	}
}

static int step(struct wait *wait, int *signal, struct error *err)
{
	struct loopback *loopback = wait->login->loopback;
	struct pollfd fds[] = {{.fd = loopback ? loopback_fd(loopback) : -1, .events = POLLIN},
			       {.fd = wait->prompt.reads ? STDIN_FILENO : -1, .events = POLLIN},
			       {.fd = wait->signals, .events = POLLIN}};
	int64_t now = clock_ms();

	if (now >= wait->deadline)
		return time_is_over(wait, err);
	if (now >= wait->advice) {
		wait->advice = INT64_MAX;
		prompt_clear(&wait->prompt);
		login_advise(wait->login, wait->prompt.reads);
	}
	prompt_count(&wait->prompt, loopback ? "waiting for the browser" : "waiting for the address",
		     wait->deadline - now);
	if (poll(fds, ARRAY_LEN(fds), wait_ms(wait, now)) < 0 && errno != EINTR)
		return error_set(err, ERROR_SYS, "poll: %s", strerror(errno));
	if (fds[2].revents) {
		take_signal(wait, signal);
		return 0;
	}
	if (loopback && loopback_run(loopback, clock_ms(), err) < 0)
		return -1;
	if (loopback)
		tell_refusals(wait);
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
	static const int wanted[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
		struct sigaction now;

		/* What nohup or a shell has had ignored stays so: blocked, it would be delivered here. */
		if (!sigaction(wanted[i], NULL, &now) && now.sa_handler != SIG_IGN)
			sigaddset(&set, wanted[i]);
	}
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
	    .advice = clock_ms() + ADVICE_MS,
	    .deadline = clock_ms() + login->timeout_ms,
	};
	int signal = 0;
	int result;
	sigset_t before;

	if (open_signals(&wait, &before, err) < 0)
		return -1;
	profile_secret_variables(&login->auth->profile, &wait.scrub);
	prompt_open(&wait.prompt);
	invite_person(&wait);
	do
		result = step(&wait, &signal, err);
	while (!result && !wait.done && !signal);
	prompt_close(&wait.prompt);
	proc_leave(&wait.opener);
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
