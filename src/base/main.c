#include "discred/main.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/command.h"
#include "base/signals.h"
#include "base/ui_options.h"

/*
 * A closed stdin or stdout would be taken by the next file we open, and be read or written in its place. What takes it
 * here can't be used: output that goes nowhere is an error, as it would be without this.
 */
static int fill_descriptors(struct error *err)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			return error_set(err, ERROR_SYS, "cannot open '/dev/null': %s", strerror(errno));
	return 0;
}

/*
 * TLS libraries write keys, and some what is sent, where variables tell them, and read those before main(): a program
 * that speaks to the network starts anew without them.
 */
static int forbid_key_logs(char **argv, struct error *err)
{
	if (!environ_drop_key_logs())
		return 0;
	return command_restart(argv, err);
}

/* What is said on stderr belongs between the lines of stdout that were printed before and after it. */
static void keep_order(void)
{
	struct stat out;
	struct stat err;

	if (!fstat(STDOUT_FILENO, &out) && !fstat(STDERR_FILENO, &err) && out.st_dev == err.st_dev &&
	    out.st_ino == err.st_ino)
		setvbuf(stdout, NULL, _IOLBF, 0);
}

static void normalise(void)
{
	keep_order();
	signals_normalise();
	prctl(PR_SET_DUMPABLE, 0);
}

/*
 * Every program tells its version, so that those of two installations can be told apart; discred itself tells more. A
 * name of another's protocol is not ours.
 */
static bool asks_version(int argc, char **argv)
{
	return argc == 2 && (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) &&
	       !strncmp(program_invocation_short_name, "discred-", 8);
}

int main(int argc, char **argv)
{
	static struct environ env; /* its strings are there to the end */
	struct error err = ERROR_INIT;

	if (fill_descriptors(&err) < 0)
		return error_report(stderr, program_invocation_short_name, &err);
	if (DISCRED_USES_NETWORK && forbid_key_logs(argv, &err) < 0)
		return error_report(stderr, program_invocation_short_name, &err);
	normalise();
	environ_read(&env);
	ui_options_set_environ(&env);
	if (argc < 1)
		return ERROR_USAGE;
	if (asks_version(argc, argv))
		printf("%s %s\n", program_invocation_short_name, DISCRED_VERSION);
	else if (cmd_main(argc, argv, &env, &err) < 0)
		return error_report(stderr, program_invocation_short_name, &err);
	if (fflush(stdout) == EOF || ferror(stdout)) {
		error_set(&err, ERROR_SYS, "cannot write to stdout: %s", strerror(errno));
		return error_report(stderr, program_invocation_short_name, &err);
	}
	return 0;
}
