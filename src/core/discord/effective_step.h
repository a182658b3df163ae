/*
 * The steps of a channel's overwrites and the implicit rules, as calculating and explaining both need them.
 */
#ifndef DISCRED_CORE_EFFECTIVE_STEP_H
#define DISCRED_CORE_EFFECTIVE_STEP_H

#include "core/discord/effective.h"

enum effective_step { STEP_EVERYONE, STEP_ROLES, STEP_MEMBER, STEP_NONE };
enum { STEPS = STEP_NONE };

/* What the overwrites of one step allow and deny together. */
struct effective_sums {
	uint64_t allow;
	uint64_t deny;
};

/* STEP_NONE for an overwrite that does not concern the member. */
enum effective_step effective_step_of(const struct effective_question *question,
				      const struct effective_overwrite *overwrite)
    __attribute__((nonnull, warn_unused_result));

void effective_collect(const struct effective_question *question, struct effective_sums sums[static STEPS])
    __attribute__((nonnull(1)));

/* What the permission (one bit) would need besides, to have an effect, and value has not; 0 when there is nothing. */
uint64_t effective_needed(const struct effective_question *question, uint64_t value, uint64_t permission)
    __attribute__((nonnull, warn_unused_result));

#endif
