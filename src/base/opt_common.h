/*
 * Between the parts of opt.h: opt.c finds options, opt_common.c obeys them and has those of every command, opt_help.c
 * shows them all, and opt_suggest.c says which one may have been meant.
 */
#ifndef DISCRED_BASE_OPT_COMMON_H
#define DISCRED_BASE_OPT_COMMON_H

#include <stdbool.h>

#include "base/opt.h"

/* A table without a row. */
extern const struct opt_spec opt_none[];

/* Its members are of struct ui_options. */
extern const struct opt_spec opt_common[];

/* Sets what the row says in `options`. -1 and ERROR_USAGE: the value is wrong. */
int opt_apply(const struct opt_spec *row, void *options, const char *value, struct error *err)
    __attribute__((nonnull(1, 4), warn_unused_result));

/* opt_apply() for a row of opt_common, from now on for the whole program. */
int opt_obey_common(const struct opt_spec *row, const char *value, struct error *err)
    __attribute__((nonnull(1, 3), warn_unused_result));

/* Prints "usage: USAGE", the summary, the options, the common options and the notes of the line. */
void opt_print_help(FILE *out, const struct opt_line *line) __attribute__((nonnull));

/* Whether the option has a value that may be left out. */
bool opt_may_omit(const struct opt_spec *spec) __attribute__((nonnull, warn_unused_result));

/* The hint for a long option that is not known: those that the word begins, or else the nearest one. Returns -1. */
int opt_suggest(const struct opt_spec *specs, const char *word, size_t len, struct error *err) __attribute__((nonnull));

#endif
