/*
 * What is remembered of the last request that failed: one plain record a slot, beside the profile's lock and written
 * under it, so that of a thousand callers only one asks.
 *
 *	pause      the failure may pass. It answers those who began before it, and everybody until not_before.
 *	refused    the server itself considered the request and refused it. It is asked again once an hour.
 *	ended      the same, because the grant has ended (invalid_grant).
 *
 * Either ends early when something changes that the request depended on: the profile's file, a file that holds the
 * client secret, what it was asked for (`about`), and, where a proxy or the way to it failed, the proxy's setting.
 * Setting a stored secret and logging in remove the record.
 *
 * `uncertain` is independent of these. It names the grant (grant_name) whose refresh token was sent without a definite
 * answer: the server may have ended it. It is stored before the first byte of a request leaves, so that it is there
 * after a SIGKILL as well, and it stays until the server's definite answer or another grant.
 *
 * An absent record, one that can't be read, and one from the future (it was written by another clock) are no record.
 */
#ifndef DISCRED_CORE_SLOT_BACKOFF_H
#define DISCRED_CORE_SLOT_BACKOFF_H

#include <stdbool.h>
#include <stdint.h>

#include "discred/error.h"
#include "discred/profile.h"
#include "discred/store.h"

/* The slot of the user's grant. */
#define BACKOFF_GRANT "grant"

/* The slot of a token of the application's owner with that scope. Owned by the caller. */
char *backoff_owner_slot(const char *scope) __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* Seconds. */
enum {
	BACKOFF_PAUSE = 60,         /* the shortest pause after a request */
	BACKOFF_PAUSE_COMMAND = 5,  /* after a secret's command that failed */
	BACKOFF_PAUSE_MAX = 86400,  /* the longest that a server can ask for */
	BACKOFF_REFUSED = 3600,     /* a refusal answers all callers */
	BACKOFF_REFUSED_ALL = 86400 /* ... and the timer, which asks for all profiles */
};

/* Which record, and what it depends on. */
struct backoff_key {
	const char *slot;
	const struct profile *profile;
	const struct environ *env;
	const char *about; /* the grant's name, or the scope; NULL: not known here. Then any is meant: nothing is
			    compared, and what is stored holds for all, but for which grant is uncertain */
};

enum backoff_kind { BACKOFF_KIND_NONE, BACKOFF_KIND_PAUSE, BACKOFF_KIND_REFUSED, BACKOFF_KIND_ENDED };

struct backoff {
	enum backoff_kind kind;
	struct error error; /* as it was; its hint says when, or how, to try again */
	int64_t when;       /* Unix seconds of the failure */
	int64_t not_before; /* Unix seconds of the end of a pause */
	bool uncertain;     /* of the grant that the key is about */
	int64_t checked;    /* issue of the token that the API took after the grant had ended; 0: none was checked */
	bool by_proxy;      /* to be stored: only those who use the same proxy are kept waiting */
};

#define BACKOFF_INIT                                                                                                   \
	{                                                                                                              \
		.kind = BACKOFF_KIND_NONE, .error = ERROR_INIT                                                         \
	}

/* Fills backoff with what still applies to the key; `now` in Unix seconds. */
void backoff_load(const struct store *store, const struct backoff_key *key, int64_t now, struct backoff *backoff)
    __attribute__((nonnull));

/*
 * Whether it answers a caller who began at `begun` (Unix seconds). `refused_for` is how long a refusal does, in
 * seconds. An uncertain grant is not sent while `alive`, an access token of it, lives.
 */
bool backoff_holds(const struct backoff *backoff, int64_t begun, int64_t now, int64_t refused_for, bool alive)
    __attribute__((nonnull, warn_unused_result));

/* Sets err to the failure that is remembered of the grant, with a next step that is true now. */
void backoff_describe(const struct backoff *backoff, const char *profile, bool alive, struct error *err)
    __attribute__((nonnull));

/* Makes err, why there is no answer, that of an uncertain grant: ERROR_TEMP. */
void backoff_describe_uncertain(const char *profile, bool alive, struct error *err) __attribute__((nonnull));

/* Under the exclusive lock: replaces the slot's record. ERROR_SYS. */
int backoff_save(const struct store *store, const struct store_hold *hold, const struct backoff_key *key,
		 const struct backoff *backoff, struct error *err) __attribute__((nonnull, warn_unused_result));

/* The same as the record that a request is about to be sent: for all who share the store (store.h, commit). */
int backoff_commit(const struct store *store, const struct store_hold *hold, const struct backoff_key *key,
		   const struct backoff *backoff, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Under the exclusive lock: removes the slot's record, or with NULL all of the profile's. A failure is ignored. */
void backoff_clear(const struct store *store, const struct store_hold *hold, const char *profile, const char *slot)
    __attribute__((nonnull(1, 2, 3)));

#endif
