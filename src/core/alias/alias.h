/* The parts of discred-alias. */
#ifndef DISCRED_CMD_ALIAS_H
#define DISCRED_CMD_ALIAS_H

#include "base/environ.h"
#include "base/strings.h"
#include "core/profile/config.h"
#include "discred/error.h"

/*
 * Adds the words of an alias. Blanks separate them; '...' and "..." keep blanks; outside '...' a backslash takes the
 * next byte as it is. Nothing else is special: no variables, no wildcards, no shell. ERROR_CONFIG.
 */
int alias_split(const char *value, struct strings *words, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * Replaces the first word by what it stands for, until that is a command. The first word may be no command nor alias at
 * all (ERROR_USAGE, with what may have been meant). A loop, an empty alias, one that names no command or a shell
 * command: ERROR_CONFIG.
 */
int alias_expand(const struct config *config, const struct environ *env, struct strings *words, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* The hint after "not a command": every command or alias that is nearest to the word, or where to look. Returns -1. */
int alias_suggest(const struct config *config, const struct environ *env, const char *word, struct error *err)
    __attribute__((nonnull));

#endif
