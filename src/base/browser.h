/*
 * Opening a page in the user's browser: $DISCRED_BROWSER, each candidate of $BROWSER, xdg-open (needs $DISPLAY or
 * $WAYLAND_DISPLAY), wslview. By argv, never through a shell; its output is kept away from our stdout; the variables
 * that a profile's { env } references name are kept from it.
 *
 * A candidate of the two variables is a program and its arguments, split as words.h has it. In the arguments
 * %s stands for the URL and %% for a percent sign; without a %s the URL becomes the last argument.
 */
#ifndef DISCRED_BROWSER_H
#define DISCRED_BROWSER_H

#include "base/environ.h"
#include "base/proc.h"
#include "base/strings.h"
#include "discred/error.h"

/*
 * Starts the first opener there is and does not wait for it: it may block until the page has loaded. `from` is the
 * candidate to begin with, and is set to the one after the one started, so that a caller whose opener failed tries on.
 * None left: ERROR_NONE. A URL that is neither https nor of a loopback host: ERROR_BUG.
 */
int browser_open(const struct environ *env, const struct strings *scrub, const char *url, size_t *from,
		 struct proc *proc, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Tells that the one started last, before `from`, ran and failed. */
void browser_tell_failure(const struct environ *env, size_t from, const struct proc *proc) __attribute__((nonnull));

/* The same for who has nothing else to do: of an opener that ends with a failure within a second, the next is tried. */
int browser_show(const struct environ *env, const struct strings *scrub, const char *url, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * The program that would be started first, without starting it: its path, owned by the caller, and the variable that
 * names it, NULL when none does. None: ERROR_NONE.
 */
int browser_find(const struct environ *env, char **program, const char **variable, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
