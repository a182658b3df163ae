/*
 * Credentials that another program's file holds: NAME=VALUE lines (.env), or a JSON object.
 *
 * Any value may be a secret, also one of a name that is not known: values stay in struct buf and are never quoted.
 */
#ifndef DISCRED_CMD_PROFILE_IMPORT_H
#define DISCRED_CMD_PROFILE_IMPORT_H

#include <stdbool.h>

#include "base/strings.h"
#include "cmd/profile/draft.h"
#include "discred/buf.h"
#include "discred/error.h"

struct import_item {
	char *name;
	struct buf value;
	bool odd;     /* of a type that no setting has; the value is empty */
	bool literal; /* ${NAME} in it is no reference */
};

struct import {
	struct import_item *item;
	size_t count;
	bool json;
};

#define IMPORT_INIT                                                                                                    \
	{                                                                                                              \
		.item = NULL, .count = 0, .json = false                                                                \
	}

void import_release(struct import *import) __attribute__((nonnull));

/*
 * Reads the text: what begins with '{' is JSON, everything else lines. ERROR_CONFIG, with the line where that is known;
 * what stands there is never quoted.
 *
 * Lines are as shells and dotenv have them: blank ones, '#' comments, `export ` before a name, blanks around '='. A
 * value in single quotes is taken as it is, one in double quotes knows \n, \r, \t and a backslash before anything else;
 * a bare one ends at the line's end or at a '#' after a blank. A quoted value may go over several lines. CRLF and a
 * byte order mark are fine.
 *
 * A JSON value is a string, a whole number, true or false, or a list of strings (taken with blanks between them); null
 * is as if it were not there, and everything else is odd.
 */
int import_read(struct import *import, const struct buf *text, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* What an import comes to. */
struct imported {
	char *name; /* what it calls itself, NULL: nothing */
	struct buf client_secret;
	struct buf bot_token;
	struct strings unknown;            /* names that mean nothing here */
	struct strings tokens;             /* names of access and refresh tokens, which are not taken over */
	struct strings elsewhere;          /* names that would say where secrets go, and are without DISCRED_ */
	struct strings decided;            /* the accepted ones, as "NAME=VALUE" */
	const struct import_item *perhaps; /* a TOKEN that may be the bot's, where no name says which is; NULL: none */
};

#define IMPORTED_INIT                                                                                                  \
	{                                                                                                              \
		.name = NULL, .client_secret = BUF_INIT(BUF_TOKEN_MAX), .bot_token = BUF_INIT(BUF_TOKEN_MAX),          \
		.unknown = STRINGS_INIT, .tokens = STRINGS_INIT, .elsewhere = STRINGS_INIT, .decided = STRINGS_INIT,   \
		.perhaps = NULL                                                                                        \
	}

void imported_release(struct imported *imported) __attribute__((nonnull));

/*
 * Sorts the items: settings are answers of the draft, each checked as such, and secrets stay apart. A name counts in
 * any letter case, with '_', '-' or nothing between its words, and with or without DISCORD_ or DISCRED_ before it. What
 * decides where secrets are sent (api_base and the like) counts with DISCRED_ only: other programs' files are often
 * another person's. ${NAME} stands for another item's value. An empty value is none. An odd value of a known name, two
 * different ones for one key, a reference to nothing, or a value that is refused: ERROR_CONFIG, with the names.
 */
int import_sort(const struct import *import, struct profile_draft *draft, struct imported *imported, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Takes an item's value as the bot token; ERROR_CONFIG if it can't be one. */
int import_take_token(const struct import *import, const struct import_item *item, struct imported *imported,
		      struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
