/*
 * Why a permission is missing, as perms channel shows it (in words: effective_words.h).
 */
#ifndef DISCRED_CMD_PERMS_CHANNEL_WHY_H
#define DISCRED_CMD_PERMS_CHANNEL_WHY_H

#include "cmd/perms/channel.h"

/* " 'NAME'" without control bytes, "" for NULL. Owned by the caller. */
char *name_shown(const char *name) __attribute__((returns_nonnull, warn_unused_result));

/* Whether the one reason is that no role grants it. */
bool why_not_granted(const struct finding *finding, unsigned bit) __attribute__((nonnull, warn_unused_result));

#endif
