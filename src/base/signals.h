/*
 * Holding signals back while something must not be interrupted. Held ones arrive when they are released: nothing is
 * ignored, only later.
 */
#ifndef DISCRED_SIGNALS_H
#define DISCRED_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/* Holds every signal that can be held but SIGFPE, SIGILL and SIGSEGV; `before` is for signals_release. */
void signals_hold(sigset_t *before) __attribute__((nonnull));
void signals_release(const sigset_t *before) __attribute__((nonnull));

/* Sleeps. false: a signal that is to end us came and is held, so there is no use in waiting; it is held on. */
bool signals_sleep_ms(int64_t ms) __attribute__((warn_unused_result));

/*
 * Ignores SIGPIPE: a write to somebody who has gone fails then. signals_heed_pipe gives back what was before, and
 * forgets one that came meanwhile: where signals are held, even an ignored one waits, and would end us later.
 */
void signals_ignore_pipe(struct sigaction *before) __attribute__((nonnull));
void signals_heed_pipe(const struct sigaction *before) __attribute__((nonnull));

/*
 * The defaults of SIGPIPE and SIGCHLD for ourselves: ignored, as some parents leave them, a broken pipe would be an
 * error and a child be reaped behind our back. signals_restore gives back what was found, for a program that we become.
 */
void signals_normalise(void);
void signals_restore(void);

#endif
