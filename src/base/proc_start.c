#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/path.h"
#include "base/proc.h"

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
	case PROC_RELAY:
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
	if (request->input_fd)
		code = posix_spawn_file_actions_adddup2(actions, *request->input_fd, STDIN_FILENO);
	else
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

static void close_theirs(int fd)
{
	if (fd >= 0)
		close(fd);
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

	*proc =
	    (struct proc){.pid = -1, .output = -1, .errors = -1, .relay = request->errors == PROC_RELAY, .input = -1};
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
	close_theirs(in[0]);
	close_theirs(out[1]);
	close_theirs(errors[1]);
	proc->input = in[1];
	proc->output = out[0];
	proc->errors = errors[0];
	proc->input_next = request->input;
	proc->input_left = in[1] >= 0 ? request->input_len : 0;
	proc->leads = request->detach;
	if (code) {
		proc->pid = -1;
		proc_leave(proc);
		path_explain_exec(name, path, code, err);
	} else if (proc->input >= 0) {
		fcntl(proc->input, F_SETFL, O_NONBLOCK);
	}
	free(path);
	return code ? -1 : 0;
}
