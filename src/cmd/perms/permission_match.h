/*
 * Patterns over the names of permissions, as `discred perms list PATTERN` takes them.
 */
#ifndef DISCRED_CMD_PERMS_PERMISSION_MATCH_H
#define DISCRED_CMD_PERMS_PERMISSION_MATCH_H

#include "core/discord/permission.h"

/*
 * Whether the pattern is part of a name, an alias or the label; one with '*' or '?' must match it from end to end.
 * Letter case and what stands between words do not matter.
 */
bool permission_matches(const struct permission *permission, const char *pattern)
    __attribute__((nonnull, warn_unused_result));

#endif
