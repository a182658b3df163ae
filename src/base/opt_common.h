/*
 * The options that every command has: between opt.c, which finds them, opt_common.c, which obeys them, and opt_help.c,
 * which shows them.
 */
#ifndef DISCRED_BASE_OPT_COMMON_H
#define DISCRED_BASE_OPT_COMMON_H

#include <stdbool.h>

#include "discred/opt.h"

/* Their ids are below OPT_END, so that no table's own can be one of them. */
extern const struct opt_spec opt_common[];

int opt_obey_common(const struct opt_spec *row, const char *value, struct error *err)
    __attribute__((nonnull(1, 3), warn_unused_result));

/* Whether the option has a value that may be left out. */
bool opt_may_omit(const struct opt_spec *spec) __attribute__((nonnull, warn_unused_result));

#endif
