/*
 * Which credential a route of Discord's API wants: most of them a bot's, some the user's Bearer token. From Discord's
 * OpenAPI document (`security`) and discord.com/developers/docs/topics/oauth2.
 */
#ifndef DISCRED_API_ROUTE_H
#define DISCRED_API_ROUTE_H

#include <stdbool.h>

#include "base/strings.h"
#include "discred/token.h"

/* A route that takes a Bearer token. */
struct api_route {
	const char *methods; /* with spaces between them, NULL: all */
	const char *path;    /* '*' stands for one segment, a last one of two stars for any number, none too */
	const char *scope;   /* that it needs, NULL: any */
	bool bot;            /* bots are at home there too: without the scope it is a bot's route */
};

extern const struct api_route api_routes[];
extern const size_t api_route_count;

/*
 * The credential to send for somebody whose profile asks for these scopes: the first row that fits says it, without one
 * it is a bot's. The path may have a query.
 */
enum token_type api_route_type(const char *method, const char *path, const struct strings *scopes)
    __attribute__((nonnull, warn_unused_result));

/* Whether a path, without its query, is of the pattern. */
bool api_path_matches(const char *pattern, const char *path) __attribute__((nonnull, warn_unused_result));

#endif
