#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "children.h"
#include "descriptors.h"
#include "expect.h"
#include "scratch.h"

static void expect_no_start(const char *program, enum error_code code, const char *text)
{
	struct answer answer = ANSWER_INIT;
	char *const argv[] = {(char *)program, NULL};
	struct proc_request request = {
	    .argv = argv, .input = "x", .input_len = 1, .output = PROC_PIPE, .errors = PROC_PIPE};
	unsigned before = open_descriptors();

	cr_assert_eq(proc_start(&env, &request, &answer.proc, &answer.err), -1);
	expect_error(answer.err, code, text);
	cr_assert_eq(answer.proc.pid, -1);
	cr_assert_eq(answer.proc.input, -1);
	cr_assert_eq(answer.proc.output, -1);
	cr_assert_eq(answer.proc.errors, -1);
	cr_assert_eq(open_descriptors(), before);
	cr_assert_eq(waitpid(-1, NULL, WNOHANG), -1);
}

Test(proc_end, what_cannot_be_run_leaves_nothing_open)
{
	expect_no_start("no-such-program", ERROR_NONE, "no program 'no-such-program' on the PATH");
	expect_no_start("/no/such/program", ERROR_NONE, "cannot run '/no/such/program': No such file or directory");
	expect_no_start("/etc/passwd", ERROR_SYS, "cannot run '/etc/passwd': Permission denied");
	expect_no_start("/tmp", ERROR_SYS, "cannot run '/tmp': Permission denied");
}

TestSuite(proc_files, .init = scratch_make, .fini = scratch_remove);

Test(proc_files, what_is_no_program)
{
	char text[SCRATCH_PATH + 64];
	const char *path = scratch_text("garbage", "\x01\x02\x03", 0755);

	snprintf(text, sizeof(text), "cannot run '%s': it is no program of this machine", path);
	expect_no_start(path, ERROR_SYS, text);
	path = scratch_text("script", "#!/no/such/interpreter\n", 0755);
	snprintf(text, sizeof(text), "cannot run '%s': its interpreter '/no/such/interpreter' does not exist", path);
	expect_no_start(path, ERROR_SYS, text);
}

Test(proc_end, without_descriptors_nothing_is_left_open)
{
	for (rlim_t room = 0; room < 6; room++) {
		struct rlimit limit;
		int next = dup(STDERR_FILENO);

		close(next);
		cr_assert_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
		limit.rlim_cur = (rlim_t)next + room;
		cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
		expect_no_start("/bin/true", ERROR_SYS, "cannot run '/bin/true': Too many open files");
	}
}

Test(proc_end, over_time_it_runs_on_until_it_is_killed)
{
	struct answer answer = ANSWER_INIT;
	char *const argv[] = {"sleep", "1000", NULL};
	static const enum proc_stream outputs[] = {PROC_NULL, PROC_PIPE};

	for (size_t i = 0; i < ARRAY_LEN(outputs); i++) {
		struct proc_request request = {.argv = argv, .output = outputs[i], .errors = PROC_INHERIT};

		start(&request, &answer);
		cr_assert_eq(proc_finish(&answer.proc, &answer.output, NULL, 1, &answer.err), -1);
		expect_error(answer.err, ERROR_TEMP, "no answer in time");
		cr_assert_not(proc_poll(&answer.proc));
		cr_assert_eq(kill(answer.proc.pid, 0), 0);
		proc_kill(&answer.proc);
		cr_assert_eq(answer.proc.pid, -1);
		cr_assert_eq(answer.proc.output, -1);
		cr_assert_eq(answer.proc.status, 128 + SIGTERM);
		cr_assert(proc_poll(&answer.proc));
		proc_kill(&answer.proc);
	}
}

Test(proc_end, who_ignores_the_request_to_end_is_killed)
{
	struct answer answer = ANSWER_INIT;
	char *const argv[] = {"sh", "-c", "trap '' TERM; echo ready; exec sleep 1000", NULL};
	struct proc_request request = {.argv = argv, .output = PROC_PIPE, .errors = PROC_INHERIT};
	char ready[8];

	start(&request, &answer);
	cr_assert_eq(read(answer.proc.output, ready, sizeof(ready)), 6);
	proc_kill(&answer.proc);
	cr_assert_eq(answer.proc.status, 128 + SIGKILL);
	cr_assert_eq(waitpid(-1, NULL, WNOHANG), -1);
}

Test(proc_end, more_output_than_fits_is_refused)
{
	struct answer answer = ANSWER_INIT;
	char *const argv[] = {"yes", NULL};
	struct proc_request request = {.argv = argv, .output = PROC_PIPE, .errors = PROC_INHERIT};

	answer.output.max = 16;
	start(&request, &answer);
	cr_assert_eq(proc_finish(&answer.proc, &answer.output, NULL, -1, &answer.err), -1);
	expect_error(answer.err, ERROR_DENIED, "more output than 16 bytes");
	cr_assert_eq(answer.output.len, 0);
	cr_assert_gt(answer.proc.pid, 0);
	proc_kill(&answer.proc);
	answer_release(&answer);
}

Test(proc_end, more_on_stderr_than_fits_is_refused_too)
{
	struct answer answer = ANSWER_INIT;
	char *const argv[] = {"sh", "-c", "echo 12345678 >&2; exec sleep 1000", NULL};
	struct proc_request request = {.argv = argv, .output = PROC_NULL, .errors = PROC_PIPE};

	answer.errors.max = 8;
	start(&request, &answer);
	cr_assert_eq(proc_finish(&answer.proc, NULL, &answer.errors, -1, &answer.err), -1);
	expect_error(answer.err, ERROR_DENIED, "more output than 8 bytes");
	proc_kill(&answer.proc);
	answer_release(&answer);
}

Test(proc_end, a_grandchild_that_keeps_stderr_is_not_waited_for)
{
	struct answer answer = ANSWER_INIT;
	char *const argv[] = {"sh", "-c", "sleep 1000 >/dev/null & echo $!; echo said >&2", NULL};
	struct proc_request request = {.argv = argv, .output = PROC_PIPE, .errors = PROC_PIPE};

	start(&request, &answer);
	finish(&answer);
	cr_assert_eq(answer.proc.status, 0);
	cr_assert_str_eq(buf_text(&answer.errors), "said\n");
	cr_assert_eq(kill((pid_t)strtol(buf_text(&answer.output), NULL, 10), SIGKILL), 0);
	answer_release(&answer);
}

Test(proc_end, a_grandchild_that_keeps_stdin_is_not_waited_for)
{
	static char bytes[500000];
	struct answer answer = ANSWER_INIT;
	char *const argv[] = {"sh", "-c", "exec 3<&0; sleep 1000 <&3 >/dev/null & echo $!", NULL};
	struct proc_request request = {
	    .argv = argv, .input = bytes, .input_len = sizeof(bytes), .output = PROC_PIPE, .errors = PROC_INHERIT};

	start(&request, &answer);
	finish(&answer);
	cr_assert_eq(answer.proc.status, 0);
	cr_assert_eq(kill((pid_t)strtol(buf_text(&answer.output), NULL, 10), SIGKILL), 0);
	answer_release(&answer);
}

Test(proc_end, left_alone_it_runs_on)
{
	struct answer answer = ANSWER_INIT;
	char *const argv[] = {"sleep", "1000", NULL};
	struct proc_request request = {.argv = argv, .output = PROC_PIPE, .errors = PROC_PIPE};
	unsigned before = open_descriptors();
	int status = 0;

	start(&request, &answer);
	cr_assert_eq(open_descriptors(), before + 2);
	proc_leave(&answer.proc);
	cr_assert_eq(open_descriptors(), before);
	cr_assert_eq(kill(answer.proc.pid, SIGINT), 0);
	cr_assert_eq(waitpid(answer.proc.pid, &status, 0), answer.proc.pid);
	cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
}
