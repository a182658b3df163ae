/*
 * What a bot token tells about its application, asked of discred-portal, which alone uses the network. The token goes
 * to it on stdin.
 */
#ifndef DISCRED_CMD_PROFILE_PORTAL_H
#define DISCRED_CMD_PROFILE_PORTAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/environ.h"
#include "core/output/json.h"
#include "discred/buf.h"
#include "discred/error.h"

struct portal {
	bool refused; /* whether the last answer was that Discord does not know the token */
	const struct environ *env;
	const struct buf *token;
	const char *api_base;
	const char *ca_file; /* NULL: the system's certificates */
};

/*
 * Asks a question of discred-portal's, with its argument (NULL: none). The answer is the caller's, to json_decref; NULL
 * when there is none within the time, and err says why.
 */
json_t *portal_ask(struct portal *portal, const char *question, const char *argument, int timeout_ms, struct error *err)
    __attribute__((nonnull(1, 2, 5), warn_unused_result));

/*
 * The id in the token's first segment: the bot user's, which is the application's too if it was made in 2017 or later.
 * False: the token is not of that form.
 */
bool portal_token_id(const struct buf *token, uint64_t *id) __attribute__((nonnull, warn_unused_result));

/* Whether the snowflake is of before 2017, when a bot's id was not its application's. */
bool portal_is_old_id(uint64_t id) __attribute__((warn_unused_result));

/* The application's flags. */
uint64_t portal_flags(const json_t *application) __attribute__((warn_unused_result));

/* Whether the redirect URI is registered. */
bool portal_has_redirect(const json_t *application, const char *uri) __attribute__((nonnull(2), warn_unused_result));

/* The address of a page of the application's in the Developer Portal: "oauth2", "bot". The caller's. */
char *portal_page(const json_t *application, const char *page)
    __attribute__((nonnull(2), returns_nonnull, warn_unused_result));

#endif
