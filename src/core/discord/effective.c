#include "core/discord/effective.h"

#include "base/memory.h"
#include "core/discord/permission.h"

enum effective_step { STEP_EVERYONE, STEP_ROLES, STEP_MEMBER, STEP_NONE };
enum { STEPS = STEP_NONE };

/* What the overwrites of one step allow and deny together. */
struct effective_sums {
	uint64_t allow;
	uint64_t deny;
};

/* @everyone is none of a member's. */
static bool holds_role(const struct effective_question *question, uint64_t id)
{
	const struct effective_member *member = question->member;

	if (id == question->guild->id)
		return false;
	for (size_t i = 0; i < member->role_count; i++)
		if (member->roles[i] == id)
			return true;
	return false;
}

bool effective_timed_out(const struct effective_question *question)
{
	return question->member->timeout > question->now;
}

static uint64_t base_of(const struct effective_question *question)
{
	const struct effective_guild *guild = question->guild;
	uint64_t base = 0;

	for (size_t i = 0; i < guild->role_count; i++)
		if (guild->roles[i].id == guild->id || holds_role(question, guild->roles[i].id))
			base |= guild->roles[i].permissions;
	return base;
}

static enum effective_step effective_step_of(const struct effective_question *question,
					     const struct effective_overwrite *overwrite)
{
	if (overwrite->member)
		return overwrite->id == question->member->id ? STEP_MEMBER : STEP_NONE;
	if (overwrite->id == question->guild->id)
		return STEP_EVERYONE;
	return holds_role(question, overwrite->id) ? STEP_ROLES : STEP_NONE;
}

static void effective_collect(const struct effective_question *question, struct effective_sums sums[static STEPS])
{
	const struct effective_channel *channel = question->channel;

	for (size_t i = 0; i < STEPS; i++)
		sums[i] = (struct effective_sums){.allow = 0, .deny = 0};
	for (size_t i = 0; channel && i < channel->overwrite_count; i++) {
		enum effective_step step = effective_step_of(question, &channel->overwrites[i]);

		if (step == STEP_NONE)
			continue;
		sums[step].allow |= channel->overwrites[i].allow;
		sums[step].deny |= channel->overwrites[i].deny;
	}
}

static uint64_t apply(uint64_t value, const struct effective_sums *sums)
{
	return (value & ~sums->deny) | sums->allow;
}

static uint64_t effective_needed(const struct effective_question *question, uint64_t value, uint64_t permission)
{
	const uint64_t dependents = PERMISSION_MENTION_EVERYONE | PERMISSION_SEND_TTS_MESSAGES |
				    PERMISSION_ATTACH_FILES | PERMISSION_EMBED_LINKS;
	enum effective_kind kind;
	uint64_t gate;

	if (!question->channel)
		return 0;
	kind = question->channel->kind;
	if (!(value & PERMISSION_VIEW_CHANNEL) && permission_mask("TVS") & permission)
		return PERMISSION_VIEW_CHANNEL;
	gate = kind == EFFECTIVE_THREAD ? PERMISSION_SEND_MESSAGES_IN_THREADS : PERMISSION_SEND_MESSAGES;
	if (!(value & gate) && kind != EFFECTIVE_CATEGORY && dependents & permission)
		return gate;
	if ((kind == EFFECTIVE_VOICE || kind == EFFECTIVE_STAGE) && !(value & PERMISSION_CONNECT) &&
	    permission == PERMISSION_MANAGE_CHANNELS)
		return PERMISSION_CONNECT;
	return 0;
}

static uint64_t apply_implicit(const struct effective_question *question, uint64_t value)
{
	uint64_t left = value;

	for (unsigned bit = 0; bit < PERMISSION_BITS; bit++) {
		uint64_t permission = UINT64_C(1) << bit;

		if (value & permission && effective_needed(question, value, permission))
			left &= ~permission;
	}
	return left;
}

static void compute_all(struct effective *effective)
{
	uint64_t all = permission_mask(NULL);

	effective->base = effective->after_everyone = effective->after_roles = effective->channel = all;
	effective->after_timeout = effective->after_thread = effective->value = all;
}

void effective_compute(const struct effective_question *question, struct effective *effective)
{
	const struct effective_channel *channel = question->channel;
	struct effective_sums sums[STEPS];

	*effective = (struct effective){.rank = EFFECTIVE_MEMBER, .base = base_of(question)};
	if (question->guild->owner_id == question->member->id)
		effective->rank = EFFECTIVE_OWNER;
	else if (effective->base & PERMISSION_ADMINISTRATOR)
		effective->rank = EFFECTIVE_ADMINISTRATOR;
	if (effective->rank != EFFECTIVE_MEMBER) {
		compute_all(effective);
		return;
	}
	effective_collect(question, sums);
	effective->after_everyone = apply(effective->base, &sums[STEP_EVERYONE]);
	effective->after_roles = apply(effective->after_everyone, &sums[STEP_ROLES]);
	effective->channel = apply(effective->after_roles, &sums[STEP_MEMBER]);
	effective->after_timeout = effective->channel;
	if (effective_timed_out(question))
		effective->after_timeout &= PERMISSION_VIEW_CHANNEL | PERMISSION_READ_MESSAGE_HISTORY;
	effective->after_thread = effective->after_timeout;
	if (channel && channel->kind == EFFECTIVE_THREAD)
		effective->after_thread &= ~PERMISSION_SEND_MESSAGES;
	effective->value = apply_implicit(question, effective->after_thread);
}

uint64_t effective_missing(const struct effective *effective, uint64_t needed)
{
	return effective->rank == EFFECTIVE_MEMBER ? needed & ~effective->value : 0;
}

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
