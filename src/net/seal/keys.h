/*
 * The data keys of a store, and its record `seal` that keeps them (store.h): a JWE in the general serialization
 * (general.h), one recipient a key holder. Its content is a JWK Set (RFC 7517 5) of symmetric keys. The first key
 * seals. There is a second one only while a rekey is under way: slots that it sealed are still to be rewritten.
 *
 * `seal` names holders by their label alone. What a holder needs (a path, a command) comes from config.cfg, through
 * struct seal_access: nothing that is run is read from the state directory.
 */
#ifndef DISCRED_NET_SEAL_KEYS_H
#define DISCRED_NET_SEAL_KEYS_H

#include <stdbool.h>

#include "discred/store.h"
#include "net/seal/general.h"
#include "net/seal/holder.h"

enum { SEAL_KID = 64, SEAL_KEYS = 4 };

struct seal_key {
	char kid[SEAL_KID + 1];
	struct jwe_key key;
};

/* In locked memory where the system allows it. */
struct seal_keys {
	struct seal_key item[SEAL_KEYS];
	size_t count;
	struct jwe_key content; /* the content key of `seal`, with which its holders can be changed */
};

/* How the holders are reached. The caller's, and outlives every use. */
struct seal_access {
	const struct environ *env;
	const struct holder_person *person;
	const struct strings *scrub; /* of struct holder_context */
	/* The words of the holder of that label. ERROR_NONE: config.cfg has none. */
	int (*words)(const struct environ *env, const char *label, struct strings *words, struct error *err);
};

/* The caller's, to seal_keys_free: wiped. */
struct seal_keys *seal_keys_new(void) __attribute__((returns_nonnull, warn_unused_result));
void seal_keys_free(struct seal_keys *keys);

/* Puts a new data key in front. ERROR_SYS. */
int seal_keys_add(struct seal_keys *keys, struct error *err) __attribute__((nonnull, warn_unused_result));

/* NULL: none of that name. */
const struct seal_key *seal_keys_find(const struct seal_keys *keys, const char *kid)
    __attribute__((nonnull, warn_unused_result));

/* The seal as it is stored; general is released first. ERROR_NONE: the store is not sealed. ERROR_CONFIG: damaged. */
int seal_read(const struct store *store, struct general *seal, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * Encrypts the keys for the seal's recipients, and replaces the seal durably, under its exclusive lock. `drops_key`: a
 * data key that was in it is not any more (store.h). Errors are those of the store.
 */
int seal_write(const struct store *store, struct general *seal, const struct seal_keys *keys, bool drops_key,
	       struct error *err) __attribute__((nonnull, warn_unused_result));

/* Durably removes the seal, likewise. */
int seal_erase(const struct store *store, struct error *err) __attribute__((nonnull, warn_unused_result));

/*
 * Asks the holder of that label for its key. ERROR_TEMP: locked or out of reach. ERROR_CONFIG: config.cfg does not have
 * it, or something has to be corrected.
 */
int seal_holder_key(const struct seal_access *access, const char *label, struct jwe_key *key, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * Opens the seal with the key of the holder at that index. ERROR_CONFIG: it is another's, or the seal was altered.
 */
int seal_open_with(const struct general *seal, size_t index, const struct jwe_key *key, struct seal_keys *keys,
		   struct error *err) __attribute__((nonnull, warn_unused_result));

/*
 * Opens the seal: the holders are asked in its order until one answers. Nobody did: ERROR_TEMP if waiting or unlocking
 * can help with one of them, else ERROR_CONFIG. `except` is not asked (NULL: all are).
 */
int seal_open(const struct general *seal, const struct seal_access *access, const char *except, struct seal_keys *keys,
	      struct error *err) __attribute__((nonnull(1, 2, 4, 5), warn_unused_result));

#endif
