/* The options that every command has: between opt.c, which finds them, and opt_common.c, which obeys them. */
#ifndef DISCRED_BASE_OPT_COMMON_H
#define DISCRED_BASE_OPT_COMMON_H

#include "discred/opt.h"

/* Their ids are below OPT_END, so that no table's own can be one of them. */
extern const struct opt_spec opt_common[];

int opt_obey_common(const struct opt_spec *row, const char *value, struct error *err)
    __attribute__((nonnull(1, 3), warn_unused_result));

#endif
