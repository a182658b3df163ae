/*
 * What seal, unseal and rekey share: the store under the exclusive lock of its seal, and the round over everything that
 * is stored.
 */
#ifndef DISCRED_CMD_AUTH_SEAL_H
#define DISCRED_CMD_AUTH_SEAL_H

#include <stdbool.h>

#include "cmd/auth/store.h"
#include "discred/profile.h"
#include "net/seal/sealed.h"

struct sealing {
	const struct environ *env;
	struct strings scrub; /* the variables with secrets of all profiles */
	struct seal_access access;
	struct store store;
	struct general seal;    /* empty where there is none */
	struct seal_keys *keys; /* opened, or made */
	struct store_hold lock; /* of the seal */
	bool sealed;            /* there is one */
};

/* Opens the store, takes the lock, and reads the seal, if there is one. For sealing_end, after a failure too. */
int sealing_begin(struct sealing *sealing, const struct environ *env, struct error *err)
    __attribute__((nonnull, warn_unused_result));
void sealing_end(struct sealing *sealing) __attribute__((nonnull));

/* What a round has changed. */
struct sealing_round {
	size_t slots;
	size_t profiles;
	struct strings grants; /* profiles whose grant lay in clear until now, and so on */
	struct strings client_secrets;
	struct strings bot_tokens;
	struct strings extras;
};

#define SEALING_ROUND_INIT                                                                                             \
	{                                                                                                              \
		.slots = 0, .profiles = 0                                                                              \
	}

void sealing_round_release(struct sealing_round *round) __attribute__((nonnull));

/*
 * Writes every slot of every profile anew, each under its profile's lock: sealed with the first key, or plain when `on`
 * is false. Goes round until nothing is left to change, so that what was written meanwhile is found too.
 */
int sealing_rewrite(struct sealing *sealing, bool on, struct sealing_round *round, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * Saves every token again, each under its profile's lock: it leaves the disk, where that is forbidden. Those that can't
 * be read go.
 */
int sealing_resave_tokens(struct sealing *sealing, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Visits each profile whose file can be used. */
void sealing_each_profile(const struct environ *env, void (*visit)(const struct profile *profile, void *data),
			  void *data) __attribute__((nonnull(1, 2)));

/* How many slots are sealed, and how many plain. */
int sealing_count(const struct sealing *sealing, size_t *sealed, size_t *plain, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* ERROR_NONE: there is no seal. Returns -1. */
int sealing_refuse_unsealed(struct error *err) __attribute__((nonnull));

/* discred auth seal without options: who can open it, and what is sealed. */
int sealing_show(const struct sealing *sealing, struct error *err) __attribute__((nonnull, warn_unused_result));

/* After sealing: what lay in clear until now, what lies in clear still, and what to do about it. */
void sealing_advise(const struct sealing *sealing, const struct sealing_round *round) __attribute__((nonnull));

#endif
