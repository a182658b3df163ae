/*
 * The one way to start another program: an argv, never a shell.
 *
 * The child starts with default signal dispositions, an empty signal mask, and no descriptor of ours but 0, 1 and 2.
 * Its own stderr is ours, unless it is captured. A program name without a slash is looked up in the absolute entries
 * of $PATH.
 *
 *	struct proc proc;
 *
 *	if (proc_start(env, &request, &proc, err) < 0 || proc_finish(&proc, &output, NULL, timeout_ms, err) < 0)
 *		return -1;
 *	if (proc.status != 0)
 *		...
 */
#ifndef DISCRED_PROC_H
#define DISCRED_PROC_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/environ.h"
#include "base/strings.h"
#include "discred/buf.h"
#include "discred/error.h"

enum proc_stream {
	PROC_NULL,    /* /dev/null */
	PROC_INHERIT, /* ours */
	PROC_PIPE,    /* a pipe to proc_finish; as stderr: ours */
	PROC_STDERR,  /* as stdout: goes to our stderr */
	PROC_RELAY,   /* as stderr: a pipe, and proc_finish writes to our stderr what comes; a child that outlives us
			 does not keep ours open */
};

struct proc_request {
	char *const *argv; /* argv[0] names the program */
	const char *input; /* given on stdin, kept by the caller until proc_finish is over; NULL: /dev/null */
	size_t input_len;
	bool inherit_input;          /* ours instead of /dev/null */
	const int *input_fd;         /* this descriptor of ours is stdin; NULL: as above */
	enum proc_stream output;     /* stdout */
	enum proc_stream errors;     /* stderr: PROC_INHERIT, PROC_NULL, PROC_PIPE or PROC_RELAY */
	const struct strings *scrub; /* variables kept from the child; NULL: none */
	bool detach;                 /* a session of its own: a terminal's ^C does not reach it */
	const char *terminal;        /* a device that is stdin, stdout and stderr instead; NULL: none */
};

struct proc {
	pid_t pid;  /* -1 once reaped */
	bool leads; /* a session of its own (detach), and so a process group */
	int output; /* our end of stdout, -1 when not captured */
	int errors; /* our end of stderr, -1 when not captured */
	bool relay; /* what comes of it goes to our stderr */
	int input;  /* our end of stdin, -1 when done */
	int status; /* exit status, or 128 + signal; set by proc_finish and proc_poll */
	const char *input_next;
	size_t input_left;
};

/* Not found: ERROR_NONE. Cannot be run: ERROR_SYS. */
int proc_start(const struct environ *env, const struct proc_request *request, struct proc *proc, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * Feeds stdin and collects stdout (and stderr, when captured; either buffer may be NULL) until the child has ended or
 * timeout_ms are over (-1: no limit). A grandchild that keeps a stream open is not waited for: what came until the
 * child's end is all. Over: ERROR_TEMP, and the child runs on: proc_kill or proc_leave it. More output
 * than the buffer takes: ERROR_DENIED, child likewise.
 */
int proc_finish(struct proc *proc, struct buf *output, struct buf *errors, int timeout_ms, struct error *err)
    __attribute__((nonnull(1, 5), warn_unused_result));

/* Whether the child has ended; reaps it and sets status if so. Never waits. */
bool proc_poll(struct proc *proc) __attribute__((nonnull));

/* SIGTERM, a second's grace, SIGKILL; for what it has started too where it leads a group of its own. Reaps. */
void proc_kill(struct proc *proc) __attribute__((nonnull));

/* Closes our ends and lets the child run on by itself. */
void proc_leave(struct proc *proc) __attribute__((nonnull));

#endif
