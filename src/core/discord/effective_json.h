/*
 * What effective.h works on, read from the API's own objects as Discord returns them: a guild (id, owner_id, roles), a
 * member (user.id, roles, communication_disabled_until), a channel (type, permission_overwrites). Ids and permissions
 * are strings there; numbers are refused, since whoever wrote them may have lost digits. Other members are ignored.
 *
 * Each returns -1 with ERROR_CONFIG, which says where in the object what is wrong; the struct is then empty. Release
 * takes an empty one too.
 */
#ifndef DISCRED_EFFECTIVE_JSON_H
#define DISCRED_EFFECTIVE_JSON_H

#include "core/discord/effective.h"
#include "core/output/json.h"
#include "discred/error.h"

/* Of roles and overwrites; Discord has 250 roles in a guild. */
enum { EFFECTIVE_LIST_MAX = 5000 };

int effective_read_guild(const json_t *object, struct effective_guild *guild, struct error *err)
    __attribute__((nonnull(2, 3), warn_unused_result));
void effective_guild_release(struct effective_guild *guild) __attribute__((nonnull));

int effective_read_member(const json_t *object, struct effective_member *member, struct error *err)
    __attribute__((nonnull(2, 3), warn_unused_result));
void effective_member_release(struct effective_member *member) __attribute__((nonnull));

/* What a channel object says besides its permissions. */
struct effective_notes {
	int type;           /* as Discord numbers them */
	uint64_t guild_id;  /* 0: not said */
	uint64_t parent_id; /* likewise */
	uint64_t joined_id; /* the member that a thread object says has joined, likewise */
};

/* Those of the channel types that a guild has. A thread (EFFECTIVE_THREAD) may be without overwrites. */
int effective_read_channel(const json_t *object, struct effective_channel *channel, struct effective_notes *notes,
			   struct error *err) __attribute__((nonnull(2, 3, 4), warn_unused_result));
void effective_channel_release(struct effective_channel *channel) __attribute__((nonnull));

/* All that a member's permissions in a channel follow from; empty where nothing was read. */
struct effective_inputs {
	struct effective_guild guild;
	struct effective_member member;
	struct effective_channel channel;
	struct effective_channel parent; /* of a thread */
	struct effective_notes notes;
	struct effective_notes parent_notes;
};

#define EFFECTIVE_INPUTS_INIT                                                                                          \
	{                                                                                                              \
		.member = {.timeout = INT64_MIN }                                                                      \
	}

void effective_inputs_release(struct effective_inputs *inputs) __attribute__((nonnull));

/* The channel to calculate for: a thread has its parent's overwrites. Nothing in it is the caller's. */
struct effective_channel effective_inputs_place(const struct effective_inputs *inputs)
    __attribute__((nonnull, warn_unused_result));

#endif
