/*
 * The application that a bot token belongs to, as Discord shows it to the bot, and the one thing of it that a bot may
 * change: the flags of its limited intents (discord.com/developers/docs/resources/application).
 */
#ifndef DISCRED_APPLICATION_H
#define DISCRED_APPLICATION_H

#include <stdbool.h>
#include <stdint.h>

#include "core/output/json.h"
#include "discred/error.h"
#include "discred/token.h"
#include "net/http/discord_api.h"

/* GET /applications/@me; an object with an id, the caller's. Errors are those of discord_api_json(). */
int application_load(struct discord_api *api, const struct token *bot, json_t **application, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Whether one of these bits is in its flags. */
bool application_has_flag(const json_t *application, uint64_t bits) __attribute__((nonnull, warn_unused_result));

/*
 * Sets the bit; *application is as it was read after that, the caller's. Discord accepted it and left it as it was:
 * ERROR_DENIED.
 */
int application_set_flag(struct discord_api *api, const struct token *bot, uint64_t bit, json_t **application,
			 struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
