/*
 * Between the parts of opt.h: opt.c finds options, opt_common.c obeys those that every command has, opt_help.c shows
 * them all, and opt_suggest.c says which one may have been meant.
 */
#ifndef DISCRED_BASE_OPT_COMMON_H
#define DISCRED_BASE_OPT_COMMON_H

#include <stdbool.h>

#include "base/opt.h"

/* Their ids are below OPT_END, so that no table's own can be one of them. */
extern const struct opt_spec opt_common[];

int opt_obey_common(const struct opt_spec *row, const char *value, struct error *err)
    __attribute__((nonnull(1, 3), warn_unused_result));

/* Whether the option has a value that may be left out. */
bool opt_may_omit(const struct opt_spec *spec) __attribute__((nonnull, warn_unused_result));

/* The hint for a long option that is not known: those that the word begins, or else the nearest one. Returns -1. */
int opt_suggest(const struct opt_spec *specs, const char *word, size_t len, struct error *err) __attribute__((nonnull));

#endif
