/*
 * What a token answer brought, brought to where it lasts: the same for a login and a renewal.
 *
 * The space for the new grant is reserved before the request (keep_begin). The grant is written into it in the very
 * moment in which a complete refresh token has come (keep_received, the watch of oauth.h), and made the profile's grant
 * when the request is over (keep_grant). All under the profile's exclusive lock.
 */
#ifndef DISCRED_NET_OAUTH_KEEP_H
#define DISCRED_NET_OAUTH_KEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "core/stack/grant.h"
#include "discred/error.h"
#include "discred/profile.h"
#include "discred/store.h"
#include "discred/token.h"
#include "net/oauth/oauth.h"

struct keep {
	const struct store *store;
	const char *profile;
	const struct grant *old; /* that is replaced; NULL: there was none */
	struct grant next;       /* the new one; refresh token and scope come with the answer */
	struct store_draft draft;
	bool begun; /* the draft is ours: one that could not be replaced stays */
	bool received;
	bool written; /* into the draft, durably */
};

/*
 * For a login: a grant of the profile's, obtained at `now`. For a renewal: the successor of the old one. ERROR_SYS when
 * there is no space. keep_end() afterwards, whatever came of it.
 */
int keep_begin_login(struct keep *keep, const struct store *store, const struct profile *profile,
		     const char *redirect_uri, const struct grant *old, int64_t now, struct error *err)
    __attribute__((nonnull(1, 2, 3, 4, 7), warn_unused_result));
int keep_begin_renewal(struct keep *keep, const struct store *store, const char *profile, const struct grant *old,
		       struct error *err) __attribute__((nonnull, warn_unused_result));

/* Writes the grant of the answer, durably. `keep` is a struct keep. */
void keep_received(void *keep, const struct oauth_answer *answer) __attribute__((nonnull));

/*
 * Makes what was received the profile's grant; where the draft fails, without it. Nothing was received: 0. An error's
 * hint says what to do: where the draft is whole the next renewal finishes it.
 */
int keep_grant(struct keep *keep, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Removes the draft of a request that brought nothing. That it can't be removed is warned about. */
void keep_end(struct keep *keep) __attribute__((nonnull));

/* Fills the token from a whole answer to a request that was begun at `now`. */
void keep_token(const struct profile *profile, const char *scope_asked, const struct oauth_answer *answer, int64_t now,
		struct token *token) __attribute__((nonnull));

#endif
