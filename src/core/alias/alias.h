/* The parts of discred-alias. */
#ifndef DISCRED_CMD_ALIAS_H
#define DISCRED_CMD_ALIAS_H

#include "base/environ.h"
#include "base/strings.h"
#include "core/profile/config.h"
#include "discred/error.h"

/*
 * Replaces the first word by what it stands for, split as words.h has it, until that is a command. The first word may
 * be no command nor alias at all (ERROR_USAGE, with what may have been meant). A loop, an empty alias, one that names
 * no command or a shell command: ERROR_CONFIG.
 */
int alias_expand(const struct config *config, const struct environ *env, struct strings *words, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* The hint after "not a command": every command or alias that is nearest to the word, or where to look. Returns -1. */
int alias_suggest(const struct config *config, const struct environ *env, const char *word, struct error *err)
    __attribute__((nonnull));

#endif
