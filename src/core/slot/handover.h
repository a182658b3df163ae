/*
 * Handing a token to a program that asks: the walk through its profile's stack. What every program does that gives a
 * token away: token, the helpers that are links to it, run, and those that use it themselves.
 */
#ifndef DISCRED_HANDOVER_H
#define DISCRED_HANDOVER_H

#include <stdbool.h>
#include <stdint.h>

#include "discred/error.h"
#include "discred/profile.h"
#include "discred/source.h"
#include "discred/stack.h"
#include "discred/token.h"

/* What a walk starts with: no store yet. min_valid is what is demanded; -1: the profile's own wish. */
struct source_context handover_context(const struct profile *profile, const struct store_table *stores,
				       const struct environ *env, int64_t now, int64_t min_valid)
    __attribute__((nonnull, warn_unused_result));

/* Opens the store and walks the profile's stack (stack_walk). The error names the profile and the next step. */
int handover_walk(const struct source_context *context, int64_t (*clock_ms)(void), struct token *token,
		  struct stack_report *report, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Opens the store and asks the source `bot` alone, whatever the stack. Errors as those of a walk. */
int handover_bot(const struct source_context *context, const struct source_table *sources, struct token *token,
		 struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
