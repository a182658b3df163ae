/*
 * Privileged gateway intents, as an application's flags show them
 * (discord.com/developers/docs/resources/application#application-object-application-flags).
 *
 * An intent is on when either of its bits is set. Discord sets the first when it approves a verified application. The
 * second, "limited", is the switch on the portal's Bot page for applications in fewer than 100 servers; of an
 * application's flags, PATCH /applications/@me changes these second bits alone.
 */
#ifndef DISCRED_CORE_DISCORD_INTENT_H
#define DISCRED_CORE_DISCORD_INTENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct intent {
	const char *name;  /* as the portal calls it */
	const char *about; /* what a bot lacks without it */
	uint64_t approved;
	uint64_t limited;
};

enum intent_index { INTENT_PRESENCE, INTENT_MEMBERS, INTENT_CONTENT, INTENTS };

extern const struct intent intent_table[INTENTS];

bool intent_is_on(const struct intent *intent, uint64_t flags) __attribute__((nonnull, warn_unused_result));

/* The bits that PATCH /applications/@me may change. */
uint64_t intent_limited_bits(void) __attribute__((warn_unused_result));

#endif
