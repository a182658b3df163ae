/*
 * What a bot token tells about its application and its servers, asked of discred-portal, which alone uses the network
 * (the token goes to it on stdin); and the pages of Discord's Developer Portal, for messages that send somebody there.
 */
#ifndef DISCRED_PORTAL_H
#define DISCRED_PORTAL_H

#include <stdbool.h>

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

/* The same, of a question that takes a user's id too (NULL: the bot's own). */
json_t *portal_ask_for(struct portal *portal, const char *question, const char *argument, const char *user,
		       int timeout_ms, struct error *err) __attribute__((nonnull(1, 2, 6), warn_unused_result));

/*
 * The address of an application's page ("oauth2", "bot", "information"), or words for a server that is not Discord's
 * own (authorize_url tells). Owned by the caller.
 */
char *developer_portal_page(const char *authorize_url, const char *client_id, const char *page)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

#endif
