/*
 * A guild, a member of it and a channel, as Discord returns them: the members "guild", "member" and "channel" of an
 * object; and what the permissions come to.
 *
 * Parses: src/core/discord/effective_json.c src/core/discord/effective.c src/base/timestamp.c
 */
#include "core/discord/effective_json.h"
#include "fuzz.h"

/* Nothing is held that is not explained, and each bit is either held or explained. */
static void check_effective(const struct effective_question *question)
{
	struct effective effective;

	effective_compute(question, &effective);
	must(effective_missing(&effective, effective.value) == 0);
	for (unsigned bit = 0; bit < 64; bit++) {
		struct effective_reason *reasons = NULL;
		size_t count = effective_why(question, &effective, bit, &reasons);

		must((count == 0) == (effective.value >> bit & 1));
		free(reasons);
	}
	if (effective.rank != EFFECTIVE_MEMBER)
		must(effective.value == effective.base);
}

static void ask(const struct effective_inputs *inputs, bool has_channel)
{
	struct effective_channel place = effective_inputs_place(inputs);
	struct effective_question question = {.guild = &inputs->guild,
					      .member = &inputs->member,
					      .channel = has_channel ? &place : NULL,
					      .now = 1700000000000000};

	check_effective(&question);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	struct buf text = fuzz_bytes(&input);
	json_t *object = json_parse_any(&text);
	struct effective_inputs inputs = EFFECTIVE_INPUTS_INIT;
	struct error err = ERROR_INIT;
	bool guild = !effective_read_guild(json_object_get(object, "guild"), &inputs.guild, &err);
	bool member;
	bool channel;

	if (!guild)
		fuzz_must_explain(&err, ERROR_CONFIG);
	member = !effective_read_member(json_object_get(object, "member"), &inputs.member, &err);
	if (!member)
		fuzz_must_explain(&err, ERROR_CONFIG);
	channel = !effective_read_channel(json_object_get(object, "channel"), &inputs.channel, &inputs.notes, &err);
	if (!channel)
		fuzz_must_explain(&err, ERROR_CONFIG);
	if (guild && member)
		ask(&inputs, channel);
	effective_inputs_release(&inputs);
	json_decref(object);
	buf_release(&text);
	return 0;
}
