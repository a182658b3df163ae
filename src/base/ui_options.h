/*
 * How the program speaks to the person in front of it: how much it says, whether it may ask, whether it uses colour.
 *
 * One setting for the whole process, because it belongs to nothing smaller: it is about this process's one stderr and
 * one person, is the same for every profile, source and request, and would otherwise be a parameter of every function
 * that may come to say a word. So that it is no back door: only the option parser (opt.h) and main() write it, before
 * the work begins, and only what speaks to the person reads it (log, style, terminal, the trace of requests). What
 * comes out of a command, and which requests are made, must not depend on it, but for what nobody could be asked.
 */
#ifndef DISCRED_UI_OPTIONS_H
#define DISCRED_UI_OPTIONS_H

#include <stdbool.h>

#include "base/environ.h"
#include "base/strings.h"

enum ui_color {
	COLOR_AUTO, /* on a terminal, unless the environment is against it */
	COLOR_ALWAYS,
	COLOR_NEVER,
};

struct ui_options {
	enum ui_color color;
	bool colorless; /* the environment is against colour: NO_COLOR is set, or TERM is "dumb" or missing */
	bool quiet;     /* no notes; not together with verbose */
	bool verbose;   /* details too */
	bool trace;     /* every HTTP exchange */
	bool no_input;  /* nobody may be asked */
};

const struct ui_options *ui_options(void) __attribute__((returns_nonnull, warn_unused_result));

/* For the option parser, main(), and tests. */
void ui_options_set(const struct ui_options *wanted) __attribute__((nonnull));

/* Takes what the environment says of colour. */
void ui_options_set_environ(const struct environ *env) __attribute__((nonnull));

/* Adds the options that make a child behave as we do: "--trace", "--color=never", ...; none where nothing was said. */
void ui_options_words(struct strings *words) __attribute__((nonnull));

#endif
