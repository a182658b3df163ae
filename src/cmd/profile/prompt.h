/*
 * Questions to a person at the terminal, one line each, with line editing (libedit). Questions go to stderr: stdout is
 * for the answer of the program.
 *
 * A line that was typed may hold anything but a newline. Where it is shown again it has to be sanitized.
 */
#ifndef DISCRED_CMD_PROFILE_PROMPT_H
#define DISCRED_CMD_PROFILE_PROMPT_H

#include <stdbool.h>

#include "discred/error.h"

struct prompt;

/* Whether stdin and stderr are a terminal, and we are in its foreground. */
bool prompt_possible(void);

/* ERROR_SYS when the terminal can't be used. */
int prompt_open(struct prompt **prompt, struct error *err) __attribute__((nonnull, warn_unused_result));
void prompt_close(struct prompt *prompt) __attribute__((nonnull));

/*
 * The line that was typed behind the label, without blanks at its ends; owned by the caller. ^C, or ^D on an empty
 * line: ERROR_TEMP, "stopped".
 */
int prompt_line(struct prompt *prompt, const char *label, char **line, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * Whether ^C was typed at a question. It sends no signal while a line is read: the caller wipes its secrets, closes the
 * prompt and then ends by SIGINT. prompt_interrupt is for ^C at a question that is asked by other means.
 */
bool prompt_interrupted(const struct prompt *prompt) __attribute__((nonnull, warn_unused_result));
void prompt_interrupt(struct prompt *prompt) __attribute__((nonnull));

enum prompt_answer {
	PROMPT_NO,
	PROMPT_YES,
	PROMPT_MORE, /* '?' */
};

/* A question of yes and no, asked until it is answered; an empty answer is `standard`. Errors as of prompt_line. */
int prompt_yes(struct prompt *prompt, const char *question, enum prompt_answer standard, enum prompt_answer *answer,
	       struct error *err) __attribute__((nonnull, warn_unused_result));

/* Prints the text two blanks in, broken between words where it is wide, control bytes replaced. */
void prompt_print(const char *text) __attribute__((nonnull));

/* The same for one of a list: "NAME: ABOUT", what goes on further in. */
void prompt_print_item(const char *name, const char *about) __attribute__((nonnull));

/* The columns of a row of text, beside the two blanks that it begins with. */
size_t prompt_width(void) __attribute__((warn_unused_result));

/* Prints the text of a file, whose lines are not broken. */
void prompt_show(const char *text) __attribute__((nonnull));

#endif
