/* The options and arguments behind a program or verb, read as getopt_long will read them. */
#ifndef DISCRED_COMPLETE_ARGUMENTS_H
#define DISCRED_COMPLETE_ARGUMENTS_H

#include "cmd/complete/completion.h"
#include "cmd/complete/help.h"

/*
 * The options before a command or verb, from the word with that index on. Returns where the command or verb stands, or
 * the number of words when the cursor was in one of the options: then that is done.
 */
size_t complete_leading(struct completion *completion, const struct help *help, size_t first)
    __attribute__((nonnull, warn_unused_result));

/* The words from that index on are arguments of what the help is about. */
void complete_arguments(struct completion *completion, const struct help *help, size_t first) __attribute__((nonnull));

#endif
