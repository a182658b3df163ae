/*
 * Whether a person is there, the terminal to reach them at, and how wide it is.
 */
#ifndef DISCRED_TERMINAL_H
#define DISCRED_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "discred/error.h"

/*
 * The device at which a person can be spoken to: the controlling terminal (/dev/tty) while we are in its foreground;
 * where there is none, that of stdin, if stderr is a terminal too. NULL: nobody is there, or nobody may be asked
 * (--no-input). Owned by the caller. Whatever asks a person asks this first.
 */
char *terminal_device(void) __attribute__((warn_unused_result));

/* The columns of the terminal that the stream goes to, 80 where it does not say; 0: it goes to none. */
size_t terminal_width(FILE *out) __attribute__((nonnull, warn_unused_result));

/*
 * Shows the text and asks the question at terminal_device(); anything but yes is no. ERROR_USAGE: nobody is there, or
 * may be asked.
 */
int terminal_confirm(const char *text, const char *question, bool *yes, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
