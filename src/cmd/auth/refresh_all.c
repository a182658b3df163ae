#include "cmd/auth/refresh_all.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/strings.h"
#include "base/ui_options.h"
#include "discred/slot.h"

/* How many answers of 401 a server may give in one run. */
enum { REFUSALS_MAX = 50 };

/* After that long without a request on its way, the next profile of a server that was not reached yet begins. */
enum { PROBE_MS = 1000 };

enum { PROGRESS_MS = 1000, SHOWN_MAX = 3 };

/* What a process tells while it works, a byte each. */
enum event {
	EVENT_CONNECTING = 'c', /* the request is about to be made */
	EVENT_SENDING = 's',    /* the server was reached */
	EVENT_UNREACHED = 'u',
	EVENT_REFUSED = 'r', /* 401 */
};

struct server {
	char *api_base;
	bool reached;
	bool unreached;
	unsigned refusals;
};

enum task_state { TASK_WAITS, TASK_RUNS, TASK_DONE };

struct task {
	const char *name;
	enum task_state state;
	size_t server; /* SIZE_MAX: the profile was not looked at yet */
	enum error_code failure;
};

/* The streams of a process, as our ends of pipes. */
enum { EVENTS, OUTPUT, ERRORS, STREAMS };

struct worker {
	pid_t pid; /* 0: there is none */
	struct task *task;
	int64_t begun; /* clock_ms */
	bool connecting;
	bool sent;
	int fd[STREAMS]; /* -1: at its end */
	struct buf text[STREAMS];
};

struct run {
	const struct refresh_all *all;
	struct task *task;
	size_t count;
	size_t first; /* all before it are done */
	size_t finished;
	size_t renewed; /* or fresh still */
	struct server *server;
	size_t servers;
	struct worker worker[REFRESH_JOBS_MAX];
	bool shows; /* progress, on a terminal */
};

static const int passed_on[] = {SIGINT, SIGTERM, SIGHUP};
enum { SIGNALS = 3 };

static struct sigaction found[SIGNALS];
static volatile sig_atomic_t stopped_by;

static void note_signal(int number)
{
	stopped_by = number;
}

static void catch_signals(void)
{
	const struct sigaction note = {.sa_handler = note_signal};

	for (size_t i = 0; i < SIGNALS; i++) {
		sigaction(passed_on[i], NULL, &found[i]);
		if (found[i].sa_handler != SIG_IGN)
			sigaction(passed_on[i], &note, NULL);
	}
}

static void restore_signals(void)
{
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(passed_on[i], &found[i], NULL);
}

static void clear_progress(const struct run *run)
{
	if (run->shows)
		fputs("\r\033[K", stderr);
}

/* "3 of 100: ada 2 s, ben 1 s" */
static void show_progress(const struct run *run)
{
	int shown = 0;

	if (!run->shows)
		return;
	fprintf(stderr, "\r\033[K%zu of %zu", run->finished, run->count);
	for (int i = 0; i < run->all->jobs && shown < SHOWN_MAX; i++)
		if (run->worker[i].pid)
			fprintf(stderr, "%s %s %d s", shown++ ? "," : ":", run->worker[i].task->name,
				(int)((clock_ms() - run->worker[i].begun) / 1000));
	fflush(stderr);
}

static void finish(struct run *run, struct task *task)
{
	task->state = TASK_DONE;
	run->finished++;
}

static void fail(struct run *run, struct task *task, const struct error *err)
{
	clear_progress(run);
	error_report(stderr, program_invocation_short_name, err);
	task->failure = err->code;
	finish(run, task);
}

static size_t find_server(struct run *run, const char *api_base)
{
	for (size_t i = 0; i < run->servers; i++)
		if (!strcmp(run->server[i].api_base, api_base))
			return i;
	run->server = xgrow(run->server, run->servers, sizeof(*run->server));
	run->server[run->servers] = (struct server){.api_base = xstrdup(api_base)};
	return run->servers++;
}

/*
 * Whether it is another's turn: a process is just finding out if the server can be reached, or those that are under way
 * may be refused as often as is allowed.
 */
static bool has_to_wait(const struct run *run, size_t server)
{
	const struct server *asked = &run->server[server];
	int64_t now = clock_ms();
	unsigned under_way = 0;

	for (int i = 0; i < run->all->jobs; i++) {
		const struct worker *worker = &run->worker[i];

		if (!worker->pid || worker->task->server != server)
			continue;
		if (!asked->reached && !worker->sent && (worker->connecting || now - worker->begun < PROBE_MS))
			return true;
		under_way++;
	}
	return under_way && asked->refusals + under_way >= REFUSALS_MAX;
}

static int check_server(const struct server *server, const char *name, struct error *err)
{
	if (server->unreached)
		return error_set(err, ERROR_TEMP, "profile '%s': skipped, for '%s' cannot be reached", name,
				 server->api_base);
	if (server->refusals >= REFUSALS_MAX)
		return error_set(err, ERROR_TEMP, "profile '%s': skipped, for '%s' has answered 401 to %d others", name,
				 server->api_base, REFUSALS_MAX);
	return 0;
}

static void tell(const int *fd, enum event event)
{
	char byte = (char)event;

	(void)!write(*fd, &byte, 1);
}

static void tell_connecting(void *data)
{
	tell(data, EVENT_CONNECTING);
}

static void tell_sending(void *data)
{
	tell(data, EVENT_SENDING);
}

/* In the process; its exit status is the error's code. */
static void work(const struct refresh_all *all, const struct auth *auth, int ends[static STREAMS])
{
	struct error err = ERROR_INIT;
	struct renewal_contact contact = {
	    .connecting = tell_connecting, .sending = tell_sending, .data = &ends[EVENTS]};
	int status = 0;

	restore_signals();
	if (dup2(ends[OUTPUT], STDOUT_FILENO) < 0 || dup2(ends[ERRORS], STDERR_FILENO) < 0)
		_exit(ERROR_SYS);
	if (all->refresh(all->data, auth, &contact, &err) < 0)
		status = error_report(stderr, program_invocation_short_name, &err);
	if (contact.unreached)
		tell(&ends[EVENTS], EVENT_UNREACHED);
	if (contact.refusals)
		tell(&ends[EVENTS], EVENT_REFUSED);
	fflush(stdout);
	_exit(status);
}

static void close_all(int fd[static STREAMS])
{
	for (int i = 0; i < STREAMS; i++) {
		if (fd[i] >= 0)
			close(fd[i]);
		fd[i] = -1;
	}
}

static int open_pipes(int ours[static STREAMS], int theirs[static STREAMS], struct error *err)
{
	for (int i = 0; i < STREAMS; i++) {
		int ends[2];

		if (pipe2(ends, O_CLOEXEC) < 0)
			return error_set(err, ERROR_SYS, "cannot make a pipe: %s", strerror(errno));
		ours[i] = ends[0];
		theirs[i] = ends[1];
	}
	return 0;
}

static int start(const struct run *run, struct worker *worker, struct task *task, const struct auth *auth,
		 struct error *err)
{
	int theirs[STREAMS] = {-1, -1, -1};
	int result;

	*worker = (struct worker){.task = task, .begun = clock_ms(), .fd = {-1, -1, -1}};
	for (int i = 0; i < STREAMS; i++)
		buf_init(&worker->text[i], BUF_REPLY_MAX);
	result = open_pipes(worker->fd, theirs, err);
	/* Nothing that is buffered here is to be printed there. */
	fflush(NULL);
	if (!result) {
		worker->pid = fork();
		if (!worker->pid)
			work(run->all, auth, theirs);
		if (worker->pid < 0)
			result = error_set(err, ERROR_SYS, "cannot start a process: %s", strerror(errno));
	}
	close_all(theirs);
	if (result) {
		close_all(worker->fd);
		worker->pid = 0;
	} else {
		task->state = TASK_RUNS;
	}
	return result;
}

static int begin_open(struct run *run, struct worker *worker, struct task *task, const struct auth *auth,
		      struct error *err)
{
	bool there;

	if (slot_has_login(&auth->store, auth->profile.id, &there, err) < 0)
		return error_prefix(err, "profile '%s'", auth->profile.id);
	if (!there) {
		/* There is nothing to renew, and nothing to complain about. */
		finish(run, task);
		return 0;
	}
	task->server = find_server(run, auth->profile.api_base);
	if (check_server(&run->server[task->server], task->name, err) < 0)
		return -1;
	return has_to_wait(run, task->server) ? 0 : start(run, worker, task, auth, err);
}

static void begin(struct run *run, struct worker *worker, struct task *task)
{
	struct error err = ERROR_INIT;
	struct auth auth;
	int result = auth_open(&auth, task->name, run->all->env, &err);

	if (!result) {
		result = begin_open(run, worker, task, &auth, &err);
		auth_close(&auth);
	}
	if (result)
		fail(run, task, &err);
}

static struct worker *find_free(struct run *run)
{
	for (int i = 0; i < run->all->jobs; i++)
		if (!run->worker[i].pid)
			return &run->worker[i];
	return NULL;
}

static void begin_more(struct run *run)
{
	struct worker *worker = find_free(run);

	while (run->first < run->count && run->task[run->first].state == TASK_DONE)
		run->first++;
	for (size_t i = run->first; i < run->count && worker && !stopped_by; i++) {
		struct task *task = &run->task[i];

		if (task->state != TASK_WAITS || (task->server != SIZE_MAX && has_to_wait(run, task->server)))
			continue;
		begin(run, worker, task);
		worker = find_free(run);
	}
}

static void take_events(struct run *run, struct worker *worker)
{
	struct server *server = &run->server[worker->task->server];
	const char *events = buf_text(&worker->text[EVENTS]);

	for (; *events; events++) {
		worker->connecting = worker->connecting || *events == EVENT_CONNECTING;
		worker->sent = worker->sent || *events == EVENT_SENDING;
		server->refusals += *events == EVENT_REFUSED;
		server->unreached = server->unreached || (*events == EVENT_UNREACHED && !server->reached);
	}
	server->reached = server->reached || worker->sent;
	buf_clear(&worker->text[EVENTS]);
}

static void collect(struct worker *worker, int stream)
{
	char chunk[4096];
	ssize_t got = read(worker->fd[stream], chunk, sizeof(chunk));

	if (got > 0) {
		buf_add(&worker->text[stream], chunk, (size_t)got);
	} else if (got == 0 || errno != EINTR) {
		close(worker->fd[stream]);
		worker->fd[stream] = -1;
	}
}

static void print(FILE *out, const struct buf *text)
{
	fwrite(buf_text(text), 1, text->len, out);
	fflush(out);
}

/* What it said appears in one piece. */
static void end(struct run *run, struct worker *worker)
{
	struct task *task = worker->task;
	struct error err = ERROR_INIT;
	int status = 0;

	while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	worker->pid = 0;
	clear_progress(run);
	print(stdout, &worker->text[OUTPUT]);
	print(stderr, &worker->text[ERRORS]);
	for (int i = 0; i < STREAMS; i++)
		buf_release(&worker->text[i]);
	if (WIFSIGNALED(status)) {
		error_set(&err, ERROR_TEMP, "profile '%s': ended by signal %d", task->name, WTERMSIG(status));
		fail(run, task, &err);
		return;
	}
	task->failure = (enum error_code)WEXITSTATUS(status);
	run->renewed += !task->failure;
	finish(run, task);
}

/* Until something has come, or the time to look again. */
static void wait_for_some(struct run *run)
{
	struct pollfd ends[REFRESH_JOBS_MAX * STREAMS];
	int count = run->all->jobs * STREAMS;

	for (int i = 0; i < count; i++) {
		const struct worker *worker = &run->worker[i / STREAMS];

		ends[i] = (struct pollfd){.fd = worker->pid ? worker->fd[i % STREAMS] : -1, .events = POLLIN};
	}
	if (poll(ends, (nfds_t)count, PROGRESS_MS) < 0)
		return;
	for (int i = 0; i < count; i++)
		if (ends[i].fd >= 0 && ends[i].revents)
			collect(&run->worker[i / STREAMS], i % STREAMS);
	for (int i = 0; i < run->all->jobs; i++) {
		struct worker *worker = &run->worker[i];

		if (!worker->pid)
			continue;
		take_events(run, worker);
		if (worker->fd[EVENTS] < 0 && worker->fd[OUTPUT] < 0 && worker->fd[ERRORS] < 0)
			end(run, worker);
	}
}

static bool is_running(const struct run *run)
{
	for (int i = 0; i < run->all->jobs; i++)
		if (run->worker[i].pid)
			return true;
	return false;
}

static void pass_on(const struct run *run, int number)
{
	for (int i = 0; i < run->all->jobs; i++)
		if (run->worker[i].pid)
			kill(run->worker[i].pid, number);
}

static void run_all(struct run *run)
{
	int passed = 0;

	catch_signals();
	for (;;) {
		begin_more(run);
		if (!is_running(run) && (stopped_by || run->finished == run->count))
			break;
		show_progress(run);
		wait_for_some(run);
		if (stopped_by != passed) {
			passed = stopped_by;
			pass_on(run, passed);
		}
	}
	clear_progress(run);
	restore_signals();
	if (stopped_by)
		raise(stopped_by);
}

static int sum_up(const struct run *run, struct error *err)
{
	enum error_code first = ERROR_OK;
	size_t failed = 0;

	for (size_t i = 0; i < run->count; i++) {
		if (run->task[i].failure && !failed++)
			first = run->task[i].failure;
	}
	if (!failed && !run->renewed)
		printf("nothing to renew: no profile has been logged in to\n");
	if (!failed)
		return 0;
	error_set(err, first, "could not renew %zu of %zu profiles", failed, run->count);
	return error_hint(err, "see above");
}

int refresh_all_run(const struct refresh_all *all, struct error *err)
{
	struct strings names = STRINGS_INIT;
	struct run run = {.all = all, .shows = isatty(STDERR_FILENO) && !ui_options()->quiet};
	int result;

	if (profile_list(all->env, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.count; i++) {
		run.task = xgrow(run.task, run.count, sizeof(*run.task));
		run.task[run.count++] = (struct task){.name = names.item[i], .server = SIZE_MAX};
	}
	run_all(&run);
	result = sum_up(&run, err);
	for (size_t i = 0; i < run.servers; i++)
		free(run.server[i].api_base);
	free(run.server);
	free(run.task);
	strings_release(&names);
	return result;
}
