/* The editor, and the signals that come while it runs. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/proc.h"
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

/* How long an editor may take to save what it has when the terminal is gone. */
enum { GRACE_MS = 1000 };

/* Owned by the caller; NULL: there is none. */
static char *choose(const struct environ *env)
{
	static const char *const variables[] = {"VISUAL", "EDITOR"};
	static const char *const programs[] = {"sensible-editor", "vi", "nano"};

	for (size_t i = 0; i < ARRAY_LEN(variables); i++) {
		const char *value = environ_value(env, variables[i]);

		if (value && *value)
			return xstrdup(value);
	}
	for (size_t i = 0; i < ARRAY_LEN(programs); i++) {
		char *path = path_find_program(env, programs[i]);

		if (path)
			return path;
	}
	return NULL;
}

/* As git has it: a name is run as it is; everything else is for the shell, which is given the file behind it. */
static void make_argv(const char *editor, const char *file, struct strings *argv)
{
	if (strpbrk(editor, "|&;<>()$`\\\"' \t\n*?[#~=%") || !strcmp(editor, ":")) {
		char *script = xasprintf("%s \"$@\"", editor);

		strings_add(argv, "/bin/sh");
		strings_add(argv, "-c");
		strings_add(argv, script);
		free(script);
	}
	strings_add(argv, editor);
	strings_add(argv, file);
}

/* Waits for the editor's end. ^C and ^\ are the editor's own; a signal that is meant for us ends both. */
static void wait_for(struct edit *edit, struct proc *proc)
{
	struct pollfd came = {.fd = edit->signals, .events = POLLIN};
	int64_t deadline;
	int number;

	while (!proc_poll(proc)) {
		poll(&came, 1, -1);
		while ((number = edit_signals_next(edit)))
			if (number == SIGTERM || number == SIGHUP)
				edit->signal = number;
		if (!edit->signal)
			continue;
		/* It has lost its terminal too, and may be saving what it has: a second signal could cost that. */
		deadline = clock_ms() + (edit->signal == SIGHUP ? GRACE_MS : 0);
		while (!proc_poll(proc) && clock_ms() < deadline)
			clock_sleep_ms(10);
		proc_kill(proc);
		return;
	}
	/* What was pressed before it ended is not for the question that may follow. */
	while ((number = edit_signals_next(edit)))
		if (number == SIGTERM || number == SIGHUP)
			edit->signal = number;
}

static int failed(const struct edit *edit, const char *editor, int status, struct error *err)
{
	if (edit->signal)
		return error_set(err, ERROR_TEMP, "the edit was interrupted");
	if (status == 127 || status == 126) {
		error_set(err, ERROR_SYS, "the editor '%s' cannot be run", editor);
		return error_hint(err, "set VISUAL or EDITOR to one that can");
	}
	return error_set(err, ERROR_SYS, "the editor '%s' ended with status %d", editor, status);
}

/* An editor that crashed leaves the terminal as it needed it itself. */
static void restore(const struct termios *modes)
{
	if (tcgetpgrp(STDIN_FILENO) == getpgrp())
		tcsetattr(STDIN_FILENO, TCSADRAIN, modes);
}

static int run(struct edit *edit, const char *editor, struct error *err)
{
	struct proc_request request = {
	    .inherit_input = true, .output = PROC_INHERIT, .errors = PROC_INHERIT, .scrub = &edit->scrub};
	struct strings argv = STRINGS_INIT;
	struct termios modes;
	bool terminal = !tcgetattr(STDIN_FILENO, &modes);
	struct proc proc;
	int result;

	make_argv(editor, edit->copy, &argv);
	request.argv = argv.item;
	result = proc_start(edit->env, &request, &proc, err);
	if (result < 0) {
		err->code = ERROR_SYS;
		error_hint(err, "set VISUAL or EDITOR to an editor that is there");
	} else {
		wait_for(edit, &proc);
		if (proc.status >= 128 && terminal)
			restore(&modes);
		/* It took ^C as its end, so it is ours. */
		if (proc.status == 128 + SIGINT && !edit->signal)
			edit->signal = SIGINT;
		if (proc.status || edit->signal)
			result = failed(edit, editor, proc.status, err);
	}
	strings_release(&argv);
	return result;
}

int edit_run(struct edit *edit, struct error *err)
{
	char *editor = choose(edit->env);
	int result;

	if (!editor) {
		error_set(err, ERROR_SYS, "no editor was found");
		return error_hint(err, "set VISUAL or EDITOR");
	}
	result = run(edit, editor, err);
	free(editor);
	return result;
}
