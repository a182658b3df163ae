/*
 * What a bot is to do, and the permissions that it takes.
 */
#ifndef DISCRED_CMD_PROFILE_TASK_H
#define DISCRED_CMD_PROFILE_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "discred/buf.h"
#include "discred/error.h"

struct task {
	const char *name;
	const char *about;
	const char *permissions; /* names, with blanks between */
};

extern const struct task task_table[];
extern const size_t task_count;

/* The number that its permissions make. */
uint64_t task_value(const struct task *task) __attribute__((nonnull, warn_unused_result));

/*
 * Appends the permissions of the tasks, which stand in the text with blanks or commas between them, as an expression of
 * names. A word that is no task: ERROR_USAGE.
 */
int task_expression(const char *text, struct buf *expression, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Whether the first word of the text is a task. */
bool task_is_meant(const char *text) __attribute__((nonnull, warn_unused_result));

#endif
