/*
 * The servers that a bot is in and the channels of one of them, to pick from by name.
 */
#ifndef DISCRED_CMD_PROFILE_PLACES_H
#define DISCRED_CMD_PROFILE_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strings.h"
#include "core/output/json.h"
#include "discred/error.h"

struct place {
	char *id;
	char *name;  /* "#general" of a text channel; foreign, without control bytes */
	bool unseen; /* a channel that the bot can't see */
};

struct places {
	struct place *item;
	size_t count;
};

#define PLACES_INIT                                                                                                    \
	{                                                                                                              \
		.item = NULL, .count = 0                                                                               \
	}

void places_release(struct places *places) __attribute__((nonnull));

/* Reads discred-portal's answer to `guilds`. */
void places_read_guilds(const json_t *answer, struct places *places) __attribute__((nonnull(2)));

/*
 * Reads its answer to `guild`: the channels that messages can be in, in Discord's order. Whether the bot sees one is
 * computed from roles, member and overwrites (effective.h); where those are not known, none is marked.
 */
void places_read_channels(const json_t *answer, int64_t now, struct places *places) __attribute__((nonnull(3)));

/*
 * Finds places by text: the one with that id or exactly that name ('#' and letter case do not matter), else all whose
 * name contains it. Returns their number; the caller owns the list of indexes, which has places->count elements.
 */
size_t places_match(const struct places *places, const char *text, size_t **indexes)
    __attribute__((nonnull, warn_unused_result));

/* The only place that has exactly that id or name; else ERROR_USAGE, which names those that are near. */
int places_find(const struct places *places, const char *text, const char *what, size_t *index, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * Reads an id, or the address of a channel or message in Discord's client (https://discord.com/channels/GUILD/CHANNEL):
 * the caller owns both ids; one that is missing is NULL. False: the text is neither.
 */
bool place_ids(const char *text, char **guild, char **channel) __attribute__((nonnull, warn_unused_result));

#endif
