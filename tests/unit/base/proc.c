#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "children.h"

/* Runs a shell's script with stdout captured and expects exactly that. */
static void expect_output(const char *script, const char *want, int status)
{
	struct answer answer = ANSWER_INIT;
	char *const argv[] = {"sh", "-c", (char *)script, NULL};
	struct proc_request request = {.argv = argv, .output = PROC_PIPE, .errors = PROC_INHERIT};

	start(&request, &answer);
	finish(&answer);
	cr_assert_str_eq(buf_text(&answer.output), want);
	cr_assert_eq(answer.proc.status, status);
	answer_release(&answer);
}

Test(proc, captures_stdout)
{
	expect_output("echo one; echo two", "one\ntwo\n", 0);
	expect_output(":", "", 0);
}

Test(proc, captures_both_apart)
{
	struct answer answer = ANSWER_INIT;
	char *const argv[] = {"sh", "-c", "echo out; echo err >&2; echo out; echo err >&2", NULL};
	struct proc_request request = {.argv = argv, .output = PROC_PIPE, .errors = PROC_PIPE};

	start(&request, &answer);
	finish(&answer);
	cr_assert_str_eq(buf_text(&answer.output), "out\nout\n");
	cr_assert_str_eq(buf_text(&answer.errors), "err\nerr\n");
	answer_release(&answer);
}

Test(proc, captures_all_that_an_ended_child_wrote)
{
	char *const argv[] = {"sh", "-c", "head -c 50000 /dev/zero | tr '\\0' e >&2", NULL};
	static const enum proc_stream outputs[] = {PROC_NULL, PROC_PIPE};

	for (size_t i = 0; i < ARRAY_LEN(outputs); i++) {
		struct answer answer = ANSWER_INIT;
		struct proc_request request = {.argv = argv, .output = outputs[i], .errors = PROC_PIPE};

		start(&request, &answer);
		/* Its 50000 bytes fit into the pipe: let it end before the first is read. */
		cr_assert_eq(waitid(P_PID, (id_t)answer.proc.pid, NULL, WEXITED | WNOWAIT), 0);
		finish(&answer);
		cr_assert_eq(answer.errors.len, 50000);
		answer_release(&answer);
	}
}

Test(proc, throws_away_what_no_buffer_is_for)
{
	struct answer answer = ANSWER_INIT;
	char *const argv[] = {"sh", "-c", "head -c 1000000 /dev/zero", NULL};
	struct proc_request request = {.argv = argv, .output = PROC_PIPE, .errors = PROC_INHERIT};

	start(&request, &answer);
	cr_assert_eq(proc_finish(&answer.proc, NULL, NULL, -1, &answer.err), 0);
	cr_assert_eq(answer.proc.status, 0);
}

Test(proc, feeds_stdin_while_it_reads_stdout)
{
	static char bytes[500000];
	struct answer answer = ANSWER_INIT;
	char *const argv[] = {"cat", NULL};
	struct proc_request request = {
	    .argv = argv, .input = bytes, .input_len = sizeof(bytes), .output = PROC_PIPE, .errors = PROC_INHERIT};

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 31 >> 4);
	start(&request, &answer);
	finish(&answer);
	cr_assert_eq(answer.output.len, sizeof(bytes));
	cr_assert_arr_eq(answer.output.ptr, bytes, sizeof(bytes));
	answer_release(&answer);
}

Test(proc, gives_an_empty_input_an_end)
{
	struct answer answer = ANSWER_INIT;
	char *const argv[] = {"cat", NULL};
	struct proc_request request = {.argv = argv, .input = "", .output = PROC_PIPE, .errors = PROC_INHERIT};

	start(&request, &answer);
	finish(&answer);
	cr_assert_eq(answer.output.len, 0);
	cr_assert_eq(answer.proc.status, 0);
}

Test(proc, stdin_is_ours_if_it_is_wanted)
{
	struct answer answer = ANSWER_INIT;
	char *const argv[] = {"cat", NULL};
	struct proc_request request = {
	    .argv = argv, .inherit_input = true, .output = PROC_PIPE, .errors = PROC_INHERIT};
	int ends[2];

	cr_assert_eq(pipe(ends), 0);
	cr_assert_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	cr_assert_eq(write(ends[1], "ours", 4), 4);
	close(ends[1]);
	start(&request, &answer);
	finish(&answer);
	cr_assert_str_eq(buf_text(&answer.output), "ours");
	answer_release(&answer);
}

Test(proc, without_input_stdin_is_dev_null)
{
	expect_output("readlink /proc/self/fd/0", "/dev/null\n", 0);
}

Test(proc, a_child_that_does_not_read_is_no_error)
{
	static char bytes[500000];
	struct answer answer = ANSWER_INIT;
	char *const argv[] = {"true", NULL};
	struct proc_request request = {
	    .argv = argv, .input = bytes, .input_len = sizeof(bytes), .output = PROC_PIPE, .errors = PROC_INHERIT};
	struct sigaction after;

	start(&request, &answer);
	finish(&answer);
	cr_assert_eq(answer.proc.status, 0);
	cr_assert_eq(sigaction(SIGPIPE, NULL, &after), 0);
	cr_assert_eq(after.sa_handler, SIG_DFL);
}

/* Runs a shell with our stdout and stderr in files, and expects them to hold "OUT|ERR". */
static void expect_ours(enum proc_stream output, enum proc_stream errors, const char *want)
{
	struct answer answer = ANSWER_INIT;
	char *const argv[] = {"sh", "-c", "echo out; echo err >&2", NULL};
	struct proc_request request = {.argv = argv, .output = output, .errors = errors};
	FILE *ours[2] = {tmpfile(), tmpfile()};
	int saved[2] = {dup(STDOUT_FILENO), dup(STDERR_FILENO)};
	char text[2][32] = {"", ""};
	char whole[80];

	for (int i = 0; i < 2; i++)
		dup2(fileno(ours[i]), STDOUT_FILENO + i);
	start(&request, &answer);
	finish(&answer);
	for (int i = 0; i < 2; i++) {
		dup2(saved[i], STDOUT_FILENO + i);
		close(saved[i]);
		cr_assert_geq(pread(fileno(ours[i]), text[i], sizeof(text[i]) - 1, 0), 0);
		fclose(ours[i]);
	}
	snprintf(whole, sizeof(whole), "%s|%s", text[0], text[1]);
	cr_assert_str_eq(whole, want);
	answer_release(&answer);
}

Test(proc, streams_that_are_not_captured)
{
	expect_ours(PROC_INHERIT, PROC_INHERIT, "out\n|err\n");
	expect_ours(PROC_NULL, PROC_INHERIT, "|err\n");
	expect_ours(PROC_NULL, PROC_NULL, "|");
	expect_ours(PROC_STDERR, PROC_INHERIT, "|out\nerr\n");
	expect_ours(PROC_STDERR, PROC_PIPE, "|out\n");
	expect_ours(PROC_STDERR, PROC_NULL, "|out\n");
	expect_ours(PROC_PIPE, PROC_INHERIT, "|err\n");
}

Test(proc, status)
{
	expect_output("exit 0", "", 0);
	expect_output("exit 3", "", 3);
	expect_output("exit 255", "", 255);
	expect_output("kill -TERM $$", "", 128 + SIGTERM);
	expect_output("kill -KILL $$", "", 128 + SIGKILL);
}

Test(proc, arguments_are_not_a_shells)
{
	struct answer answer = ANSWER_INIT;
	char *const argv[] = {"printf", "%s|", "a b", "$HOME", "`id`", "", "*", NULL};
	struct proc_request request = {.argv = argv, .output = PROC_PIPE, .errors = PROC_INHERIT};

	start(&request, &answer);
	finish(&answer);
	cr_assert_str_eq(buf_text(&answer.output), "a b|$HOME|`id`||*|");
	answer_release(&answer);
}

Test(proc, environment_is_the_given_one_without_the_scrubbed)
{
	struct answer answer = ANSWER_INIT;
	struct strings scrub = STRINGS_INIT;
	char *const argv[] = {"env", NULL};
	struct proc_request request = {.argv = argv, .output = PROC_PIPE, .errors = PROC_INHERIT};

	start(&request, &answer);
	finish(&answer);
	cr_assert_str_eq(buf_text(&answer.output), "PATH=/usr/bin:/bin\nA=1\nAPP_SECRET=s3cret\nAPP_SECRET_2=kept\n");
	buf_clear(&answer.output);
	strings_add(&scrub, "APP_SECRET");
	strings_add(&scrub, "NOT_THERE");
	request.scrub = &scrub;
	start(&request, &answer);
	finish(&answer);
	cr_assert_str_eq(buf_text(&answer.output), "PATH=/usr/bin:/bin\nA=1\nAPP_SECRET_2=kept\n");
	strings_release(&scrub);
	answer_release(&answer);
}

Test(proc, a_child_has_three_descriptors)
{
	for (int fd = 10; fd < 200; fd += 10)
		cr_assert_eq(dup2(STDERR_FILENO, fd), fd);
	expect_output("for i in 0 1 2 3 4 5 6 7 8 9 10 20 30 40 50 60 70 80 90 100 110 120 130 140 150 160 170 180 190;"
		      "do if [ -e /proc/$$/fd/$i ]; then printf '%s ' $i; fi; done",
		      "0 1 2 ", 0);
}

Test(proc, our_ends_are_not_inherited)
{
	struct answer answer = ANSWER_INIT;
	char *const argv[] = {"true", NULL};
	struct proc_request request = {
	    .argv = argv, .input = "x", .input_len = 1, .output = PROC_PIPE, .errors = PROC_PIPE};

	start(&request, &answer);
	cr_assert_eq(fcntl(answer.proc.input, F_GETFD), FD_CLOEXEC);
	cr_assert_eq(fcntl(answer.proc.output, F_GETFD), FD_CLOEXEC);
	cr_assert_eq(fcntl(answer.proc.errors, F_GETFD), FD_CLOEXEC);
	finish(&answer);
}

Test(proc, signals_are_as_a_fresh_program_expects_them)
{
	struct answer answer = ANSWER_INIT;
	/* glibc's two signals for threads (32, 33) are its own affair: only the 31 ordinary ones are looked at. */
	char *const argv[] = {"sed", "-nE", "s/^Sig(Blk|Ign):\t.{8}[08](.{7})$/\\1 \\2/p", "/proc/self/status", NULL};
	struct proc_request request = {.argv = argv, .output = PROC_PIPE, .errors = PROC_INHERIT};
	sigset_t blocked;

	signal(SIGINT, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigaddset(&blocked, SIGHUP);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	start(&request, &answer);
	finish(&answer);
	cr_assert_str_eq(buf_text(&answer.output), "Blk 0000000\nIgn 0000000\n");
	answer_release(&answer);
}

Test(proc, held_signals_bring_no_broken_pipe_afterwards)
{
	struct answer answer = ANSWER_INIT;
	char *const argv[] = {"true", NULL};
	struct buf input = BUF_INIT(BUF_REPLY_MAX);
	struct proc_request request = {.argv = argv, .output = PROC_PIPE, .errors = PROC_INHERIT};
	sigset_t held;
	sigset_t waiting;

	/* More than a pipe takes. */
	for (int i = 0; i < 200000; i++)
		buf_char(&input, 'x');
	request.input = buf_text(&input);
	request.input_len = input.len;
	sigemptyset(&held);
	sigaddset(&held, SIGPIPE);
	sigprocmask(SIG_BLOCK, &held, NULL);
	start(&request, &answer);
	finish(&answer);
	cr_assert_eq(sigpending(&waiting), 0);
	cr_assert_not(sigismember(&waiting, SIGPIPE));
	answer_release(&answer);
	buf_release(&input);
}

Test(proc, detached_it_has_a_session_of_its_own)
{
	static const char script[] = "read -r pid name state ppid group session rest </proc/self/stat;"
				     "[ $pid = $session ] && echo own || echo shared";
	struct answer answer = ANSWER_INIT;
	char *const argv[] = {"sh", "-c", (char *)script, NULL};
	struct proc_request request = {.argv = argv, .output = PROC_PIPE, .errors = PROC_INHERIT};

	start(&request, &answer);
	finish(&answer);
	cr_assert_str_eq(buf_text(&answer.output), "shared\n");
	buf_clear(&answer.output);
	request.detach = true;
	start(&request, &answer);
	finish(&answer);
	cr_assert_str_eq(buf_text(&answer.output), "own\n");
	answer_release(&answer);
}

Test(proc, a_terminal_is_all_three_of_its_streams)
{
	struct answer answer = ANSWER_INIT;
	char *const argv[] = {"sh", "-c", "read -r line; echo \"$line, out\"; echo err >&2", NULL};
	struct proc_request request = {.argv = argv, .output = PROC_PIPE, .errors = PROC_PIPE};
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	char said[256];
	size_t len = 0;

	cr_assert_geq(master, 0);
	cr_assert_eq(grantpt(master), 0);
	cr_assert_eq(unlockpt(master), 0);
	request.terminal = ptsname(master);
	start(&request, &answer);
	cr_assert_eq(answer.proc.output, -1);
	cr_assert_eq(write(master, "typed\n", 6), 6);
	finish(&answer);
	cr_assert_eq(answer.proc.status, 0);
	cr_assert_eq(answer.output.len, 0);
	while (len < sizeof(said) - 1 && !memmem(said, len, "err", 3)) {
		ssize_t got = read(master, said + len, sizeof(said) - 1 - len);

		if (got <= 0)
			break;
		len += (size_t)got;
	}
	said[len] = '\0';
	cr_assert_not_null(strstr(said, "typed, out\r\nerr"));
	close(master);
	answer_release(&answer);
}
