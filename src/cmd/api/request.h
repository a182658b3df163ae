/*
 * The request of `discred api`: its path, body and credential, made from the command line and the profile, and the way
 * to the server.
 */
#ifndef DISCRED_API_REQUEST_H
#define DISCRED_API_REQUEST_H

#include <stdbool.h>

#include "base/environ.h"
#include "cmd/api/filter.h"
#include "cmd/api/options.h"
#include "discred/buf.h"
#include "discred/error.h"
#include "discred/profile.h"
#include "discred/source.h"
#include "discred/token.h"
#include "net/http/discord_api.h"

/* What is sent: built before a token is fetched. */
struct api_call {
	const struct api_options *options;
	const struct profile *profile;
	struct discord_api api;
	struct buf path;
	struct buf body;
	bool has_body;
	struct token token;          /* empty: none */
	struct buf authorization;    /* its header */
	const struct source *source; /* that gave it */
	const struct environ *env;
	struct http_part *parts; /* of a multipart body */
	struct buf *part_data;   /* of the same count */
	size_t part_count;
	struct filter *filter; /* NULL: none */
};

/*
 * Fields of a GET, and the bounds of a list that is not read page by page, go to the path's query. Other fields are the
 * members of a JSON object, which is the body, or beside files the part `payload_json` of it, as Discord has it
 * (discord.com/developers/docs/reference#uploading-files). Or the file is the body.
 */
int api_make_body(struct api_call *call, struct error *err) __attribute__((nonnull, warn_unused_result));
void api_call_release(struct api_call *call) __attribute__((nonnull));

/* Fetches the token that the route wants. */
int api_authorize(struct api_call *call, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Sends the request to that path. */
int api_send(struct api_call *call, const char *path, struct http_reply *reply, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* err for a reply that is no success. A token that was refused is asked about, and marked if it has ended. Returns -1.
 */
int api_fail(const struct api_call *call, const struct http_reply *reply, struct error *err) __attribute__((nonnull));

#endif
