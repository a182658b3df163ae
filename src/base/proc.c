#include "base/proc.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/signals.h"

/* Interval for polling a child where the kernel has no pidfd. */
enum { LIFE_CHECK_MS = 20 };

/* More rounds than the pipes of a child that has ended can fill. */
enum { CHUNK = 4096, ROUNDS_MAX = 64 };

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
	char chunk[CHUNK];
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

static int collect_errors(struct proc *proc, struct buf *errors, struct error *err)
{
	struct buf chunk = BUF_INIT(CHUNK);
	struct error ignored = ERROR_INIT;
	int result;

	if (!proc->relay)
		return collect(&proc->errors, errors, err);
	result = collect(&proc->errors, &chunk, err);
	(void)!file_write_all(STDERR_FILENO, "stderr", buf_text(&chunk), chunk.len, &ignored);
	buf_release(&chunk);
	return result;
}

/* Milliseconds to the deadline; without a descriptor of the child's end, not for long. */
static int left_until(int64_t deadline, int pidfd)
{
	int64_t left = deadline - clock_ms();
	int most = pidfd < 0 ? LIFE_CHECK_MS : INT_MAX;

	return left > most ? most : (int)left;
}

static int exchange(struct proc *proc, int pidfd, struct buf *output, struct buf *errors, int64_t deadline,
		    struct error *err)
{
	for (int rounds = 0; proc->output >= 0 || proc->errors >= 0 || proc->input >= 0;) {
		bool ended = proc_poll(proc);
		struct pollfd ends[4] = {{.fd = proc->input, .events = POLLOUT},
					 {.fd = proc->output, .events = POLLIN},
					 {.fd = proc->errors, .events = POLLIN},
					 {.fd = ended ? -1 : pidfd, .events = POLLIN}};
		int left = ended ? 0 : left_until(deadline, pidfd);

		if (!ended && left <= 0)
			return error_set(err, ERROR_TEMP, "no answer in time");
		if (poll(ends, ARRAY_LEN(ends), left) < 0 && errno != EINTR)
			return error_set(err, ERROR_SYS, "poll: %s", strerror(errno));
		if (ends[0].revents)
			feed(proc);
		if (ends[1].revents && collect(&proc->output, output, err) < 0)
			return -1;
		if (ends[2].revents && collect_errors(proc, errors, err) < 0)
			return -1;
		/* What is open still, a grandchild has. */
		if (ended && ((!ends[1].revents && !ends[2].revents) || ++rounds > ROUNDS_MAX))
			proc_leave(proc);
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

static int wait_until(struct proc *proc, int pidfd, int64_t deadline, struct error *err)
{
	struct pollfd end = {.fd = pidfd, .events = POLLIN};

	while (!proc_poll(proc)) {
		int left = left_until(deadline, pidfd);

		if (left <= 0)
			return error_set(err, ERROR_TEMP, "no answer in time");
		if (poll(&end, 1, left) < 0 && errno != EINTR)
			return error_set(err, ERROR_SYS, "poll: %s", strerror(errno));
	}
	return 0;
}

int proc_finish(struct proc *proc, struct buf *output, struct buf *errors, int timeout_ms, struct error *err)
{
	int64_t deadline = timeout_ms < 0 ? INT64_MAX : clock_ms() + timeout_ms;
	struct sigaction before;
	int pidfd = proc->pid > 0 ? pidfd_open(proc->pid, 0) : -1;
	int result;

	signals_ignore_pipe(&before);
	result = exchange(proc, pidfd, output, errors, deadline, err);
	signals_heed_pipe(&before);
	if (!result && timeout_ms < 0)
		wait_for_end(proc);
	else if (!result)
		result = wait_until(proc, pidfd, deadline, err);
	close_end(&pidfd);
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
