#include "discred/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "discred/clock.h"
#include "discred/memory.h"
#include "discred/path.h"

/* How often a child that has closed its stdout is looked after, where another of its streams is still open. */
enum { LIFE_CHECK_MS = 20 };

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* One of the child's streams: what it gets as descriptor `child`, and our end of it. */
static int plan_stream(posix_spawn_file_actions_t *actions, int child, enum proc_stream stream, int ends[2])
{
	int theirs = child == STDIN_FILENO ? 0 : 1;

	ends[0] = ends[1] = -1;
	switch (stream) {
	case PROC_INHERIT:
		return 0;
	case PROC_NULL:
		return posix_spawn_file_actions_addopen(actions, child, "/dev/null",
							child == STDIN_FILENO ? O_RDONLY : O_WRONLY, 0);
	case PROC_STDERR:
		return posix_spawn_file_actions_adddup2(actions, STDERR_FILENO, child);
	case PROC_PIPE:
		if (pipe2(ends, O_CLOEXEC) < 0)
			return errno;
		return posix_spawn_file_actions_adddup2(actions, ends[theirs], child);
	}
	return EINVAL;
}

static enum proc_stream input_stream(const struct proc_request *request)
{
	if (request->input)
		return PROC_PIPE;
	return request->inherit_input ? PROC_INHERIT : PROC_NULL;
}

/* All three streams. stdout comes before stderr, so that PROC_STDERR means ours and not the captured one. */
static int plan_streams(posix_spawn_file_actions_t *actions, const struct proc_request *request, int in[2], int out[2],
			int errors[2])
{
	int code;

	if (request->terminal) {
		code = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, request->terminal, O_RDWR | O_NOCTTY, 0);
		if (!code)
			code = posix_spawn_file_actions_adddup2(actions, STDIN_FILENO, STDOUT_FILENO);
		if (!code)
			code = posix_spawn_file_actions_adddup2(actions, STDIN_FILENO, STDERR_FILENO);
		return code;
	}
	code = plan_stream(actions, STDIN_FILENO, input_stream(request), in);
	if (!code)
		code = plan_stream(actions, STDOUT_FILENO, request->output, out);
	if (!code)
		code = plan_stream(actions, STDERR_FILENO, request->errors, errors);
	return code;
}

static int spawn(const struct environ *env, const struct proc_request *request, const char *path,
		 posix_spawn_file_actions_t *actions, pid_t *pid)
{
	static const struct strings nothing = STRINGS_INIT;
	posix_spawnattr_t attributes;
	sigset_t all;
	sigset_t none;
	char **variables;
	short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
	int code;

	sigfillset(&all);
	sigemptyset(&none);
	variables = environ_without(env, request->scrub ? request->scrub : &nothing);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawnattr_setsigmask(&attributes, &none);
	if (request->detach)
		flags |= POSIX_SPAWN_SETSID;
	posix_spawnattr_setflags(&attributes, flags);
	code = posix_spawn(pid, path, actions, &attributes, request->argv, variables);
	posix_spawnattr_destroy(&attributes);
	free(variables);
	return code;
}

int proc_start(const struct environ *env, const struct proc_request *request, struct proc *proc, struct error *err)
{
	posix_spawn_file_actions_t actions;
	const char *name = request->argv[0];
	int in[2] = {-1, -1};
	int out[2] = {-1, -1};
	int errors[2] = {-1, -1};
	char *path;
	int code;

	*proc = (struct proc){.pid = -1, .output = -1, .errors = -1, .input = -1};
	path = strchr(name, '/') ? xstrdup(name) : path_find_program(env, name);
	if (!path)
		return error_set(err, ERROR_NONE, "no program '%s' on the PATH", name);
	posix_spawn_file_actions_init(&actions);
	code = plan_streams(&actions, request, in, out, errors);
	if (!code)
		code = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
	if (!code)
		code = spawn(env, request, path, &actions, &proc->pid);
	posix_spawn_file_actions_destroy(&actions);
	close_end(&in[0]);
	close_end(&out[1]);
	close_end(&errors[1]);
	proc->input = in[1];
	proc->output = out[0];
	proc->errors = errors[0];
	proc->input_next = request->input;
	proc->input_left = in[1] >= 0 ? request->input_len : 0;
	if (code) {
		proc->pid = -1;
		proc_leave(proc);
		error_set(err, code == ENOENT ? ERROR_NONE : ERROR_SYS, "cannot run '%s': %s", name, strerror(code));
	} else if (proc->input >= 0) {
		fcntl(proc->input, F_SETFL, O_NONBLOCK);
	}
	free(path);
	return code ? -1 : 0;
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
	if (proc->pid > 0)
		kill(proc->pid, SIGTERM);
	for (int i = 0; i < 100 && !proc_poll(proc); i++)
		clock_sleep_ms(10);
	if (proc->pid > 0) {
		kill(proc->pid, SIGKILL);
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
