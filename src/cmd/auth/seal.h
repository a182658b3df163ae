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

/*
 * Calls `change` for the store `only`, or with NULL for that of the user's files and each that a profile names: with
 * its lock held, and its seal read, if there is one. A store where it fails keeps no other from its turn; of several
 * the error is the first one's. That one of several is not sealed (ERROR_NONE) is no failure if another one is.
 */
int sealing_each_store(const struct environ *env, const char *only,
		       int (*change)(struct sealing *sealing, void *data, struct error *err), void *data,
		       struct error *err) __attribute__((nonnull(1, 3, 5), warn_unused_result));

/* A verb that has the option --store alone, and does `change` for each store. */
int sealing_verb(int argc, char **argv, const struct environ *env, const char *usage, const char *about,
		 int (*change)(struct sealing *sealing, void *unused, struct error *err), struct error *err)
    __attribute__((nonnull, warn_unused_result));

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

/* ERROR_CONFIG: there is no seal, and so many slots are sealed. Returns -1. */
int sealing_refuse_lost(const struct sealing *sealing, size_t sealed, struct error *err) __attribute__((nonnull));

/* discred auth seal without options: who can open it, and what is sealed. */
int sealing_show(const struct sealing *sealing, struct error *err) __attribute__((nonnull, warn_unused_result));

/* After sealing: what lay in clear until now, what lies in clear still, and what to do about it. */
void sealing_advise(const struct sealing *sealing, const struct sealing_round *round) __attribute__((nonnull));

#endif
