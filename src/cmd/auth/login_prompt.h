/*
 * The terminal while a login waits: a countdown on stderr, and what a person types or pastes on stdin.
 *
 * Typed without echo, so that neither is the code left on the screen nor is the countdown cut in two by it; and not in
 * canonical mode, in which the kernel cuts a line at 4095 bytes. Erasing a character or the line works all the same.
 */
#ifndef DISCRED_CMD_AUTH_LOGIN_PROMPT_H
#define DISCRED_CMD_AUTH_LOGIN_PROMPT_H

#include <stdbool.h>
#include <stdint.h>
#include <termios.h>

#include "discred/buf.h"

/* Where in an escape sequence the last byte was. */
enum prompt_escape { ESCAPE_NONE, ESCAPE_BEGUN, ESCAPE_SEQUENCE };

struct prompt {
	bool reads; /* stdin is a terminal that is ours to read */
	bool shows; /* stderr is a terminal */
	struct termios modes;
	struct buf typed;
	enum prompt_escape escape;
	int64_t shown; /* the seconds that the countdown stands at */
};

/* Sets the terminal up. prompt_close() gives it back as it was; both may follow each other. */
void prompt_open(struct prompt *prompt) __attribute__((nonnull));
void prompt_close(struct prompt *prompt) __attribute__((nonnull));

/* "WHAT, 4:59 left" in the place of what it showed before. */
void prompt_count(struct prompt *prompt, const char *what, int64_t left_ms) __attribute__((nonnull));

/* Takes the countdown away, for a line of something else. */
void prompt_clear(struct prompt *prompt) __attribute__((nonnull));

/* Reads what was typed, without waiting. */
void prompt_read(struct prompt *prompt) __attribute__((nonnull));

/* Moves the next whole line into `line`; false when there is none. */
bool prompt_line(struct prompt *prompt, struct buf *line) __attribute__((nonnull, warn_unused_result));

#endif
