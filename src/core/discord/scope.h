/*
 * OAuth2 scopes of Discord: the documented ones with a line about each, and the sets that a profile or an answer holds.
 * Source: discord.com/developers/docs/topics/oauth2 and the Social SDK's scope page.
 */
#ifndef DISCRED_SCOPE_H
#define DISCRED_SCOPE_H

#include <stdbool.h>

#include "base/strings.h"

struct scope {
	const char *name;
	bool approval; /* approved partners only, or not available at all */
	const char *help;
};

extern const struct scope scope_table[];
extern const size_t scope_table_count;

const struct scope *scope_find(const char *name) __attribute__((nonnull, warn_unused_result));

/*
 * What there is to say to whoever asks for it: that Discord does not document it, with the name that may have been
 * meant, or that it takes Discord's approval. NULL: nothing. Owned by the caller.
 */
char *scope_doubt(const char *name) __attribute__((nonnull, warn_unused_result));

/* RFC 6749 section 3.3: one or more of 0x21, 0x23-0x5b, 0x5d-0x7e. */
bool scope_valid(const char *name) __attribute__((nonnull, warn_unused_result));

/*
 * Adds to missing the scopes of wanted (space-separated) that have (space-separated) lacks. `bot` covers
 * `applications.commands`. Returns whether any is missing.
 */
bool scope_missing(const char *wanted, const char *have, struct strings *missing)
    __attribute__((nonnull, warn_unused_result));

/* Whether only `bot` and `applications.commands` are in the list: an invitation, which needs no token. */
bool scope_is_invitation(const struct strings *scopes) __attribute__((nonnull, warn_unused_result));

#endif
