#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/terminal.h"
#include "base/ui_options.h"

/* What terminal_device() answers in a session of its own, as a status. */
enum { NOBODY = 10, CONTROLLING = 11, OTHER = 12 };

static int answer(void)
{
	char *device = terminal_device();
	int result = !device ? NOBODY : !strcmp(device, "/dev/tty") ? CONTROLLING : OTHER;

	free(device);
	return result;
}

struct situation {
	bool controlling;
	bool input;  /* stdin is a terminal */
	bool errors; /* stderr is one */
	bool background;
};

static int open_terminal(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);

	cr_assert_geq(master, 0);
	cr_assert_eq(grantpt(master), 0);
	cr_assert_eq(unlockpt(master), 0);
	return master;
}

static int in_background(void)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		setpgid(0, 0);
		_exit(answer());
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static int ask(const struct situation *situation)
{
	int master = open_terminal();
	int status;
	pid_t pid = fork();

	if (!pid) {
		int null = open("/dev/null", O_RDWR);
		int fd;

		setsid();
		fd = open(ptsname(master), O_RDWR | O_NOCTTY);
		if (situation->controlling)
			ioctl(fd, TIOCSCTTY, 0);
		dup2(situation->input ? fd : null, STDIN_FILENO);
		dup2(situation->errors ? fd : null, STDERR_FILENO);
		signal(SIGHUP, SIG_IGN);
		_exit(situation->background ? in_background() : answer());
	}
	waitpid(pid, &status, 0);
	close(master);
	cr_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

Test(terminal, the_controlling_one_whatever_the_streams_are)
{
	cr_expect_eq(ask(&(struct situation){.controlling = true}), CONTROLLING);
	cr_expect_eq(ask(&(struct situation){.controlling = true, .input = true, .errors = true}), CONTROLLING);
}

Test(terminal, not_in_the_background)
{
	cr_expect_eq(ask(&(struct situation){.controlling = true, .input = true, .errors = true, .background = true}),
		     NOBODY);
}

Test(terminal, without_a_controlling_one_both_streams_must_be)
{
	cr_expect_eq(ask(&(struct situation){.input = true, .errors = true}), OTHER);
	cr_expect_eq(ask(&(struct situation){.input = true}), NOBODY);
	cr_expect_eq(ask(&(struct situation){.errors = true}), NOBODY);
	cr_expect_eq(ask(&(struct situation){.controlling = false}), NOBODY);
}

Test(terminal, none_when_nobody_may_be_asked)
{
	ui_options_set(&(struct ui_options){.no_input = true});
	cr_expect_eq(ask(&(struct situation){.controlling = true, .input = true, .errors = true}), NOBODY);
	cr_expect_eq(ask(&(struct situation){.input = true, .errors = true}), NOBODY);
}
