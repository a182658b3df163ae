/*
 * Why a permission is missing (effective_why), in words.
 */
#ifndef DISCRED_EFFECTIVE_WORDS_H
#define DISCRED_EFFECTIVE_WORDS_H

#include "core/discord/effective.h"

/* All the reasons in one line: "denied by the overwrite of @everyone", "granted by no role", ... Owned by the caller.
 */
char *effective_words(const struct effective_question *question, const struct effective *effective, unsigned bit)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

#endif
