/*
 * What the parts of `discred auth check` share: the list of checks, and the way to the server.
 */
#ifndef DISCRED_CMD_AUTH_CHECK_H
#define DISCRED_CMD_AUTH_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "cmd/auth/session.h"
#include "core/output/checklist.h"
#include "core/output/json_layout.h"
#include "discred/error.h"
#include "discred/token.h"
#include "net/http/discord_api.h"

/* In the order of the list. */
enum check_name {
	CHECK_PROFILE,
	CHECK_TOKEN,
	CHECK_APPLICATION,
	CHECK_SCOPE,
	CHECK_EXPIRY,
	CHECK_USER,
	CHECK_BOT,
	CHECK_PORTAL, /* bot_token's application is client_id */
	CHECK_REDIRECT,
	CHECK_GRANT,
	CHECK_INTENTS,
	CHECK_ELIGIBLE,
	CHECK_CHANNEL,
	CHECK_PERMISSIONS,
	CHECK_MESSAGES,
	CHECKS,
};

struct auth_check {
	const struct auth *auth;
	struct discord_api api;
	struct checklist *checks;
	bool fix; /* correct what can be corrected, after asking ... */
	bool yes; /* ... or without */
	int64_t now;
	struct token bot; /* no secret: there is none */
	uint64_t bot_id;  /* 0: not known */
	json_t *channel;  /* NULL: not to be had */
	bool computed;    /* the bot's permissions in the channel are known ... */
	bool history;     /* ... and READ_MESSAGE_HISTORY is one of them */
};

/* GET path, with that token; NULL: err says why. The caller's. */
json_t *check_ask(struct auth_check *check, const struct token *token, const char *path, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* A member that is an id, 0: it is none. */
uint64_t check_id(const json_t *object, const char *name) __attribute__((nonnull(2), warn_unused_result));

/* A member's text for a message: without control bytes, "?" when there is none. The caller's. */
char *check_text(const json_t *object, const char *name)
    __attribute__((nonnull(2), returns_nonnull, warn_unused_result));

/* The user's side: token, application, scope, expiry, user. */
void check_user(struct auth_check *check) __attribute__((nonnull));
/* What the portal says of the application: portal, redirect, grant, intents, eligible. */
void check_portal(struct auth_check *check) __attribute__((nonnull));
/* The bot's: bot, portal, channel; then its permissions, and a message. */
void check_bot(struct auth_check *check) __attribute__((nonnull));
void check_permissions(struct auth_check *check) __attribute__((nonnull));
void check_messages(struct auth_check *check) __attribute__((nonnull));

#endif
