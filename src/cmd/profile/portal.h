/*
 * What a bot token tells about its application, for the making of a profile.
 */
#ifndef DISCRED_CMD_PROFILE_PORTAL_H
#define DISCRED_CMD_PROFILE_PORTAL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/discord/portal.h"
#include "core/output/json.h"
#include "discred/buf.h"

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

/* The URL of the application's page "oauth2" or "bot" in the Developer Portal; owned by the caller. */
char *portal_page(const json_t *application, const char *page)
    __attribute__((nonnull(2), returns_nonnull, warn_unused_result));

#endif
