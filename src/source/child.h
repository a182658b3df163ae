/* What the sources that run other programs share. */
#ifndef DISCRED_SOURCE_CHILD_H
#define DISCRED_SOURCE_CHILD_H

#include "discred/buf.h"
#include "discred/profile.h"
#include "discred/source.h"

/* A question to discred-auth, which alone speaks to the network and reads what is stored for long. */
struct child_question {
	const char *words[6]; /* its arguments, to the first NULL */
	const char *what;     /* "renewal": what goes on when the time is over */
	const char *by_hand;  /* the verb that shows a person why there was no answer */
	int wait_ms;
	int timeout; /* what a person is told of the time, in seconds */
};

/*
 * Runs it from the exec path and reads its one record: discred-auth answers with a token, or why there is none. When
 * the time is over it is left to finish, never killed: what it is doing may not be repeatable.
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
