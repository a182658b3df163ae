/* What can stand for the placeholders of usage lines and options, such as PROFILE or text|json. */
#ifndef DISCRED_COMPLETE_VALUES_H
#define DISCRED_COMPLETE_VALUES_H

#include "cmd/complete/completion.h"

/* The text is what is there so far. */
void complete_value(struct completion *completion, const char *placeholder, const char *text) __attribute__((nonnull));

/* Whether the word is known to be one of those. */
bool value_fits(const struct completion *completion, const char *placeholder, const char *word)
    __attribute__((nonnull, warn_unused_result));

void complete_commands(struct completion *completion, bool aliases) __attribute__((nonnull));

#endif
