/*
 * Discord's API below api_base, as a program calls it that has a token: one request after the other, each in its rate
 * limits (rate.h), and what a reply means to whoever asked.
 */
#ifndef DISCRED_DISCORD_API_H
#define DISCRED_DISCORD_API_H

#include <stdbool.h>
#include <stdint.h>

#include "core/output/json.h"
#include "discred/buf.h"
#include "discred/error.h"
#include "discred/token.h"
#include "net/http/http.h"
#include "net/http/rate.h"

struct discord_api {
	struct http_settings http;
	const char *base; /* without a slash at its end */
	struct rate rate;
	bool refused; /* whether the last discord_api_json() found that the API refuses the token */
};

#define DISCORD_API_INIT                                                                                               \
	{                                                                                                              \
		.http = HTTP_SETTINGS_INIT, .rate = RATE_INIT                                                          \
	}

/* A page of a hundred messages with all that can be in them. */
#define DISCORD_REPLY_MAX ((size_t)8 * 1024 * 1024)

void discord_api_release(struct discord_api *api) __attribute__((nonnull));

/*
 * Performs the request on base and path (whose url is set here). Waits before it if a reply said so; a wait that is
 * longer than patience is not begun: ERROR_TEMP. Else as http_perform(): 0 whatever the reply's status.
 */
int discord_api_perform(struct discord_api *api, const struct http_request *request, const char *path,
			struct http_reply *reply, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Appends the value of the Authorization header for a token. */
void discord_api_authorization(const struct token *token, struct buf *authorization) __attribute__((nonnull));

/*
 * Performs the request with that token and reads the JSON object or list that it answers, the caller's. Errors are
 * those of discord_api_perform and discord_api_error; an answer that is neither: ERROR_TEMP.
 */
int discord_api_json(struct discord_api *api, const struct http_request *request, const char *path,
		     const struct token *token, json_t **value, struct error *err)
    __attribute__((nonnull, warn_unused_result));

bool discord_api_succeeded(const struct http_reply *reply) __attribute__((nonnull, warn_unused_result));

/*
 * What a reply that is no success means, by what is to be done next: 401, and 400 with a code that says the same:
 * DENIED, as 403 and a 4xx that is not from the API; 404 and 410: NONE; another 4xx: USAGE, the request is wrong; 429,
 * 5xx, a redirect: TEMP; a request that Cloudflare stopped for its User-Agent: CONFIG. `refused` (may be NULL): the API
 * itself, no proxy, refused the token, for this route at least. Returns -1.
 */
int discord_api_error(const struct http_reply *reply, bool *refused, struct error *err) __attribute__((nonnull(1, 3)));

#endif
