/* The command of a command line, and what completes the words behind it. */
#ifndef DISCRED_COMPLETE_COMMAND_H
#define DISCRED_COMPLETE_COMMAND_H

#include "cmd/complete/completion.h"

/* Fills the reply. */
void complete_discred(struct completion *completion) __attribute__((nonnull));

#endif
