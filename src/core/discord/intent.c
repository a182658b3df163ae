#include "core/discord/intent.h"

const struct intent intent_table[INTENTS] = {
    [INTENT_PRESENCE] = {"Presence", "who is online", UINT64_C(1) << 12, UINT64_C(1) << 13},
    [INTENT_MEMBERS] = {"Server Members", "who joins and leaves", UINT64_C(1) << 14, UINT64_C(1) << 15},
    [INTENT_CONTENT] = {"Message Content", "what messages say", UINT64_C(1) << 18, UINT64_C(1) << 19},
};

bool intent_is_on(const struct intent *intent, uint64_t flags)
{
	return flags & (intent->approved | intent->limited);
}

uint64_t intent_limited_bits(void)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < INTENTS; i++)
		bits |= intent_table[i].limited;
	return bits;
}
