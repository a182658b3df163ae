/*
 * A member's effective permissions in a guild, or in one of its channels
 * (discord.com/developers/docs/topics/permissions), stage by stage.
 *
 *   base      the owner and whoever has ADMINISTRATOR have ALL, everywhere and always: no further stage applies to
 *             them. Else @everyone's permissions and those of the roles held, together.
 *   channel   the overwrites: @everyone's, those of all roles held together, the member's. In each step what is denied
 *             is taken away first, then what is allowed is added. ADMINISTRATOR from an overwrite is a bit like others.
 *   timeout   of a member who is timed out VIEW_CHANNEL and READ_MESSAGE_HISTORY are left.
 *   thread    a thread has its parent's overwrites; SEND_MESSAGES has no effect in it.
 *   implicit  without VIEW_CHANNEL nothing that applies to channels has an effect; without SEND_MESSAGES (in a thread:
 *             SEND_MESSAGES_IN_THREADS) neither have MENTION_EVERYONE, SEND_TTS_MESSAGES, ATTACH_FILES and EMBED_LINKS;
 *             without CONNECT, in voice and stage channels, MANAGE_CHANNELS has none. Discord names these as examples:
 *             there may be more.
 *
 * ALL is what is documented. A bit that is not documented is carried along, but a timeout ends it and ALL is without
 * it. Role positions do not matter, and a channel's category does not either: only its own overwrites count.
 */
#ifndef DISCRED_EFFECTIVE_H
#define DISCRED_EFFECTIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct effective_role {
	uint64_t id; /* @everyone's is the guild's */
	uint64_t permissions;
	char *name; /* for people, NULL: not known */
};

struct effective_guild {
	uint64_t id;
	uint64_t owner_id;
	char *name; /* for people, NULL: not known */
	struct effective_role *roles;
	size_t role_count;
};

struct effective_member {
	uint64_t id; /* the user's */
	uint64_t *roles;
	size_t role_count;
	int64_t timeout; /* microseconds of Unix time; timed out before that. INT64_MIN: no timeout */
};

enum effective_kind {
	EFFECTIVE_TEXT, /* announcement, forum and media channels too, and whatever has no rules of its own */
	EFFECTIVE_VOICE,
	EFFECTIVE_STAGE,
	EFFECTIVE_CATEGORY,
	EFFECTIVE_THREAD,
};

struct effective_overwrite {
	uint64_t id;
	bool member; /* a member's, not a role's */
	uint64_t allow;
	uint64_t deny;
};

/* The overwrites of a thread are its parent's. */
struct effective_channel {
	uint64_t id;
	char *name; /* for people, NULL: not known */
	enum effective_kind kind;
	struct effective_overwrite *overwrites;
	size_t overwrite_count;
};

/* What is asked: whose, where and when. */
struct effective_question {
	const struct effective_guild *guild;
	const struct effective_member *member;
	const struct effective_channel *channel; /* NULL: in the guild */
	int64_t now;                             /* microseconds of Unix time */
};

enum effective_rank { EFFECTIVE_MEMBER, EFFECTIVE_ADMINISTRATOR, EFFECTIVE_OWNER };

/* After each stage. In the guild, from after_everyone to channel all are base. */
struct effective {
	enum effective_rank rank;
	uint64_t base;
	uint64_t after_everyone;
	uint64_t after_roles;
	uint64_t channel;
	uint64_t after_timeout;
	uint64_t after_thread;
	uint64_t value;
};

/* Calculates. Roles that the guild does not list and overwrites of others are passed over. */
void effective_compute(const struct effective_question *question, struct effective *effective) __attribute__((nonnull));

bool effective_timed_out(const struct effective_question *question) __attribute__((nonnull, warn_unused_result));

/* What of the needed permissions is not held. */
uint64_t effective_missing(const struct effective *effective, uint64_t needed)
    __attribute__((nonnull, warn_unused_result));

enum effective_reason_kind {
	EFFECTIVE_NOT_GRANTED,      /* neither by @everyone nor by a role held */
	EFFECTIVE_DENIED_EVERYONE,  /* by the overwrite of @everyone */
	EFFECTIVE_DENIED_ROLE,      /* by that of the role `id` */
	EFFECTIVE_DENIED_MEMBER,    /* by that of the member */
	EFFECTIVE_DENIED_TIMEOUT,   /* by a timeout */
	EFFECTIVE_NONE_IN_THREADS,  /* SEND_MESSAGES has no effect there */
	EFFECTIVE_NEEDS_PERMISSION, /* has no effect without `id`, which is a permission's value */
};

struct effective_reason {
	enum effective_reason_kind kind;
	uint64_t id;
};

/*
 * Why the permission of that bit is missing: what happened at the stage where it was lost. Each overwrite that denies
 * it is named, unless a later step allowed it again. Returns how many reasons there are, at least one for a bit that
 * is not in effective->value and none for one that is; the list is the caller's to free.
 */
size_t effective_why(const struct effective_question *question, const struct effective *effective, unsigned bit,
		     struct effective_reason **reasons) __attribute__((nonnull));

#endif
