/*
 * Holding signals back while something must not be interrupted. Held ones arrive when they are released: nothing is
 * ignored, only later.
 */
#ifndef DISCRED_SIGNALS_H
#define DISCRED_SIGNALS_H

#include <signal.h>

/* Holds every signal that can be held but SIGFPE, SIGILL and SIGSEGV; `before` is for signals_release. */
void signals_hold(sigset_t *before) __attribute__((nonnull));
void signals_release(const sigset_t *before) __attribute__((nonnull));

#endif
