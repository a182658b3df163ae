/*
 * A profile that `discred profile new` or `import` makes: its draft, and the secrets that go to the store.
 */
#ifndef DISCRED_CMD_PROFILE_NEW_PROFILE_H
#define DISCRED_CMD_PROFILE_NEW_PROFILE_H

#include "base/environ.h"
#include "cmd/profile/draft.h"
#include "cmd/profile/portal.h"

struct new_profile {
	const struct environ *env;
	char *name; /* NULL: not known yet */
	struct profile_draft draft;
	struct buf client_secret; /* to be stored; empty: nothing is */
	struct buf bot_token;
	struct strings proposed; /* keys that the bot token has answered */
	bool token_refused;      /* Discord does not know the bot token */
	struct error unanswered; /* why Discord did not say whose the bot token is; empty: it did, or was not asked */
	json_t *application;     /* what Discord says of the bot token's; NULL: not known */
	bool secret_later;       /* client_secret is to be in the store, and will be put there by hand */
	bool interrupted;        /* ^C was typed at a question: end by SIGINT when all is wiped */
};

void new_profile_init(struct new_profile *profile, const struct environ *env) __attribute__((nonnull));
void new_profile_release(struct new_profile *profile) __attribute__((nonnull));

/* Takes the name if a profile can have it (else ERROR_USAGE) and none has it (else ERROR_CONFIG). */
int new_profile_take_name(struct new_profile *profile, const char *name, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * Stores the secrets, then makes the file: where that fails, the secrets are erased again. What is about to be written
 * is loaded first; if it would be refused: ERROR_BUG. The path is the caller's to free.
 */
int new_profile_save(const struct new_profile *profile, char **path, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* A name that no profile has, from the application's: "sandbox-app"; NULL: there is none. The caller's. */
char *new_profile_propose_name(const struct new_profile *profile) __attribute__((nonnull, warn_unused_result));

/* How to ask Discord with the bot token. Valid as long as the profile and its answers. */
struct portal new_profile_portal(const struct new_profile *profile) __attribute__((nonnull, warn_unused_result));

/*
 * Asks Discord which application the bot token is of, for a few seconds at most. On failure the application stays
 * unknown.
 */
int new_profile_look_up(struct new_profile *profile, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Answers from the application what is not answered: client_id, name, description, bot_name and bot_url. */
void new_profile_take_application(struct new_profile *profile) __attribute__((nonnull));

/* Forgets the answers that came from the bot token, for another one. */
void new_profile_forget_proposals(struct new_profile *profile) __attribute__((nonnull));

/*
 * Answers client_id from the bot token itself, with a comment that nobody confirmed it. False: the token has no id in
 * it.
 */
bool new_profile_take_token_id(struct new_profile *profile) __attribute__((nonnull, warn_unused_result));

/*
 * Answers client_id where it is not answered and there is a bot token: as Discord says, or else, with a note of why,
 * from the token. Discord is not asked a second time. Never fails: whether there is a client_id then is for the caller
 * to see.
 */
void new_profile_fill_client_id(struct new_profile *profile) __attribute__((nonnull));

/* Whether the profile asks for the bot, for a token of a user's, or gives the bot's token. */
bool new_profile_has_scope(const struct new_profile *profile, const char *scope)
    __attribute__((nonnull, warn_unused_result));
bool new_profile_is_bot(const struct new_profile *profile) __attribute__((nonnull, warn_unused_result));

/* Whether the profile only invites a bot: there is nothing to log in to. */
bool new_profile_invites(const struct new_profile *profile) __attribute__((nonnull, warn_unused_result));

/* Warns on stderr of scopes that were given and may be none, or take an approval. */
void new_profile_doubt(const struct new_profile *profile) __attribute__((nonnull));

/* Says on stdout what was made. */
void new_profile_report(const struct new_profile *profile, const char *path) __attribute__((nonnull));

/* Says on stderr what is still to be done for a token. */
void new_profile_advise(const struct new_profile *profile) __attribute__((nonnull));

#endif
