/*
 * What the parts of `discred api` share: what was asked for, and the way to the server.
 */
#ifndef DISCRED_CMD_API_H
#define DISCRED_CMD_API_H

#include <stdbool.h>
#include <stdint.h>

#include "base/environ.h"
#include "base/strings.h"
#include "core/output/json_layout.h"
#include "discred/buf.h"
#include "discred/error.h"
#include "discred/profile.h"
#include "net/http/discord_api.h"

enum api_type { API_TYPE_ROUTE, API_TYPE_BEARER, API_TYPE_BOT, API_TYPE_NONE };

/* The command line. Strings without an owner are argv's. */
struct api_wish {
	const char *profile; /* NULL: not named */
	const char *method;  /* NULL until the body is known: GET without one, else POST */
	const char *path;
	enum api_type type;
	struct strings fields;  /* "KEY=VALUE" */
	struct strings headers; /* "NAME: VALUE" */
	char *body_type;        /* NULL: not given */
	const char *input;      /* a file, "-" for stdin, NULL: none */
	bool include;
	bool paginate;
	uint64_t limit;
	bool help;
};

int api_parse(int argc, char **argv, struct api_wish *wish, struct error *err)
    __attribute__((nonnull, warn_unused_result));
void api_print_help(void);
void api_wish_release(struct api_wish *wish) __attribute__((nonnull));

/* Adds "NAME: VALUE" to the wish. ERROR_USAGE for one that can't be a header, or is ours to send. */
int api_add_header(struct api_wish *wish, const char *text, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* What is sent: built before a token is fetched. */
struct api_call {
	const struct api_wish *wish;
	const struct profile *profile;
	struct discord_api api;
	struct buf path;
	struct buf body;
	bool has_body;
	struct buf authorization; /* empty: none */
};

/* Fields of a GET go to the path's query, other ones are the members of a JSON object; or the file is the body. */
int api_make_body(struct api_call *call, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Fetches the token that the route wants. */
int api_authorize(struct api_call *call, const struct environ *env, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Sends the request to that path. */
int api_send(struct api_call *call, const char *path, struct http_reply *reply, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* err for a reply that is no success. Returns -1. */
int api_fail(const struct api_call *call, const struct http_reply *reply, struct error *err) __attribute__((nonnull));

/* The pages of a list, as one list. */
int api_run_pages(struct api_call *call, struct error *err) __attribute__((nonnull, warn_unused_result));

/* The reply's head, if it was asked for, and its body: laid out on a terminal, as it came otherwise. */
int api_print_reply(const struct api_call *call, const struct http_reply *reply, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* One item of a list that is printed bit by bit; the index counts from 0. */
int api_print_item(struct json_slice item, uint64_t index, struct error *err)
    __attribute__((nonnull, warn_unused_result));
/* The end of it. */
int api_print_end(uint64_t count, struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
