/*
 * Whether a person is there, the terminal to reach them at, and how wide it is.
 */
#ifndef DISCRED_TERMINAL_H
#define DISCRED_TERMINAL_H

/*
 * The device at which a person can be spoken to: the controlling terminal (/dev/tty) while we are in its foreground;
 * where there is none, that of stdin, if stderr is a terminal too. NULL: nobody is there, or nobody may be asked
 * (--no-input). Owned by the caller. Whatever asks a person asks this first.
 */
char *terminal_device(void) __attribute__((warn_unused_result));

/* How many columns the terminal has whose descriptor that is, 80 if it does not say; 0: it is none. */
unsigned terminal_width(int fd) __attribute__((warn_unused_result));

#endif
