#include "base/memory.h"
#include "core/discord/effective_step.h"
#include "core/discord/permission.h"

struct answer {
	struct effective_reason *reasons;
	size_t count;
};

static void add(struct answer *answer, enum effective_reason_kind kind, uint64_t id)
{
	answer->reasons = xgrow(answer->reasons, answer->count, sizeof(*answer->reasons));
	answer->reasons[answer->count++] = (struct effective_reason){.kind = kind, .id = id};
}

/* The overwrites of the step that deny it. */
static void add_deniers(const struct effective_question *question, enum effective_step step, uint64_t permission,
			struct answer *answer)
{
	static const enum effective_reason_kind kinds[STEPS] = {EFFECTIVE_DENIED_EVERYONE, EFFECTIVE_DENIED_ROLE,
								EFFECTIVE_DENIED_MEMBER};
	const struct effective_channel *channel = question->channel;

	for (size_t i = 0; i < channel->overwrite_count; i++) {
		const struct effective_overwrite *overwrite = &channel->overwrites[i];

		if (overwrite->deny & permission && effective_step_of(question, overwrite) == step)
			add(answer, kinds[step], overwrite->id);
	}
}

/* The last step is looked at first: one that allows it undoes those before. */
static void explain_channel(const struct effective_question *question, const struct effective *effective,
			    uint64_t permission, struct answer *answer)
{
	struct effective_sums sums[STEPS];

	effective_collect(question, sums);
	for (int step = STEPS - 1; step >= 0; step--) {
		if (sums[step].allow & permission)
			return;
		if (sums[step].deny & permission)
			add_deniers(question, (enum effective_step)step, permission, answer);
	}
	if (!(effective->base & permission))
		add(answer, EFFECTIVE_NOT_GRANTED, 0);
}

size_t effective_why(const struct effective_question *question, const struct effective *effective, unsigned bit,
		     struct effective_reason **reasons)
{
	uint64_t permission = UINT64_C(1) << bit;
	struct answer answer = {.reasons = NULL, .count = 0};

	*reasons = NULL;
	if (effective->value & permission)
		return 0;
	if (effective->rank != EFFECTIVE_MEMBER)
		add(&answer, EFFECTIVE_NOT_GRANTED, 0);
	else if (effective->after_thread & permission)
		add(&answer, EFFECTIVE_NEEDS_PERMISSION,
		    effective_needed(question, effective->after_thread, permission));
	else if (effective->after_timeout & permission)
		add(&answer, EFFECTIVE_NONE_IN_THREADS, 0);
	else if (effective->channel & permission)
		add(&answer, EFFECTIVE_DENIED_TIMEOUT, 0);
	else
		explain_channel(question, effective, permission, &answer);
	*reasons = answer.reasons;
	return answer.count;
}
