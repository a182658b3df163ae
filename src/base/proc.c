#include "base/proc.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"

/* How often a child that has closed its stdout is looked after, where another of its streams is still open. */
enum { LIFE_CHECK_MS = 20 };

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void feed(struct proc *proc)
{
	ssize_t put = proc->input_left ? write(proc->input, proc->input_next, proc->input_left) : 0;

	if (put > 0) {
		proc->input_next += put;
		proc->input_left -= (size_t)put;
	}
	/* A child that does not read its input (EPIPE) is not an error of ours. */
	if (!proc->input_left || (put < 0 && errno != EAGAIN && errno != EINTR))
		close_end(&proc->input);
}

static int collect(int *fd, struct buf *into, struct error *err)
{
	char chunk[4096];
	ssize_t got = read(*fd, chunk, sizeof(chunk));

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (got <= 0) {
		close_end(fd);
		return 0;
	}
	if (into)
		buf_add(into, chunk, (size_t)got);
	wipe_array(chunk);
	if (into && !buf_ok(into))
		return error_set(err, ERROR_DENIED, "more output than %zu bytes", into->max);
	return 0;
}

/* Milliseconds to the deadline, not above most. */
static int left_until(int64_t deadline, int most)
{
	int64_t left = deadline - clock_ms();

	return left > most ? most : (int)left;
}

static int exchange(struct proc *proc, struct buf *output, struct buf *errors, int64_t deadline, struct error *err)
{
	while (proc->output >= 0 || proc->errors >= 0 || proc->input >= 0) {
		/* A child that has left its stderr or stdin to a grandchild is not waited for longer than it lives. */
		bool ended = proc->output < 0 && proc_poll(proc);
		struct pollfd ends[3] = {{.fd = proc->input, .events = POLLOUT},
					 {.fd = proc->output, .events = POLLIN},
					 {.fd = proc->errors, .events = POLLIN}};
		int left = left_until(deadline, proc->output < 0 ? LIFE_CHECK_MS : INT_MAX);

		if (left <= 0)
			return error_set(err, ERROR_TEMP, "no answer in time");
		if (poll(ends, ARRAY_LEN(ends), ended ? 0 : left) < 0 && errno != EINTR)
			return error_set(err, ERROR_SYS, "poll: %s", strerror(errno));
		if (ends[0].revents)
			feed(proc);
		if (ends[1].revents && collect(&proc->output, output, err) < 0)
			return -1;
		if (ends[2].revents && collect(&proc->errors, errors, err) < 0)
			return -1;
		if (ended && !ends[2].revents) {
			close_end(&proc->errors);
			close_end(&proc->input);
		}
	}
	return 0;
}

static void reaped(struct proc *proc, int status)
{
	proc->pid = -1;
	proc->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

bool proc_poll(struct proc *proc)
{
	int status;

	if (proc->pid > 0 && waitpid(proc->pid, &status, WNOHANG) == proc->pid)
		reaped(proc, status);
	return proc->pid < 0;
}

static void wait_for_end(struct proc *proc)
{
	int status = 0;

	while (proc->pid > 0 && waitpid(proc->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (proc->pid > 0)
		reaped(proc, status);
}

int proc_finish(struct proc *proc, struct buf *output, struct buf *errors, int timeout_ms, struct error *err)
{
	int64_t deadline = timeout_ms < 0 ? INT64_MAX : clock_ms() + timeout_ms;
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct sigaction before;
	int result;

	sigaction(SIGPIPE, &ignore, &before);
	result = exchange(proc, output, errors, deadline, err);
	sigaction(SIGPIPE, &before, NULL);
	if (!result && timeout_ms < 0)
		wait_for_end(proc);
	while (!result && !proc_poll(proc)) {
		if (clock_ms() >= deadline)
			return error_set(err, ERROR_TEMP, "no answer in time");
		clock_sleep_ms(2);
	}
	return result;
}

void proc_kill(struct proc *proc)
{
	pid_t whom = proc->leads ? -proc->pid : proc->pid;

	if (proc->pid > 0)
		kill(whom, SIGTERM);
	for (int i = 0; i < 100 && !proc_poll(proc); i++)
		clock_sleep_ms(10);
	if (proc->pid > 0) {
		kill(whom, SIGKILL);
		wait_for_end(proc);
	}
	proc_leave(proc);
}

void proc_leave(struct proc *proc)
{
	close_end(&proc->input);
	close_end(&proc->output);
	close_end(&proc->errors);
}
