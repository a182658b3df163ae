/* What the sources that run other programs share. */
#ifndef DISCRED_SOURCE_CHILD_H
#define DISCRED_SOURCE_CHILD_H

#include "discred/buf.h"
#include "discred/profile.h"
#include "discred/source.h"

/* A question to discred-auth, which alone speaks to the network and reads what is stored for long. */
struct child_question {
	const char *words[7]; /* its arguments, to the first NULL */
	const char *what;     /* "renewal": what goes on when the time is over */
	const char *by_hand;  /* the verb that shows a person why there was no answer */
	int wait_ms;          /* a rate limit is waited for in that time too */
	bool go_ahead;        /* its stdin is a pipe with one byte, which it takes before it sends anything */
};

/*
 * Runs it from the exec path and reads its one record: discred-auth answers with a token, or why there is none. When
 * the time is over it is left to finish, never killed: what it is doing may not be repeatable.
 *
 * With go_ahead, what must not be left alone is not: when the time is over, the byte of the pipe is taken. Whoever gets
 * it decides. If it was still there the request will not be sent: ERROR_TEMP. Else it is under way, and its answer is
 * waited for.
 */
enum source_result child_ask(const struct source_context *context, const struct child_question *question,
			     struct token *token, struct error *err) __attribute__((nonnull, warn_unused_result));

/* A foreign program: argv, no shell, without the variables that the profile names as secrets. */
struct child_program {
	char *const *argv;
	const char *name;  /* for messages: "command 'pass'" */
	const char *input; /* NULL: none */
	size_t input_len;
	int timeout_ms; /* then it is ended */
};

/*
 * Runs it and collects what it prints. SOURCE_OK: it ended with status 0. 66: SKIP; 75: FAIL, temporary; ended by
 * SIGINT: ABORT; any other status, too much output, or out of time: FAIL. What it said on stderr is in err then, and is
 * never shown otherwise.
 */
enum source_result child_run(const struct source_context *context, const struct child_program *program,
			     struct buf *output, struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
