/*
 * What the parts of `discred auth check` share: the list of checks, and the way to the server.
 */
#ifndef DISCRED_CMD_AUTH_CHECK_H
#define DISCRED_CMD_AUTH_CHECK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "auth.h"
#include "discred/discord_api.h"
#include "discred/error.h"
#include "discred/json.h"
#include "discred/token.h"

/* In the order of the list. */
enum check_name {
	CHECK_PROFILE,
	CHECK_TOKEN,
	CHECK_APPLICATION,
	CHECK_SCOPE,
	CHECK_EXPIRY,
	CHECK_USER,
	CHECK_BOT,
	CHECK_CHANNEL,
	CHECK_PERMISSIONS,
	CHECK_MESSAGES,
	CHECKS,
};

enum check_result { CHECK_SKIPPED, CHECK_OK, CHECK_FAILED };

struct check {
	enum check_result result;
	struct error err; /* code OK unless it failed; the text is its reason, or what was found */
};

struct checks {
	struct check check[CHECKS];
	json_t *missing; /* permissions: an array of {name, reason}, NULL: they were not computed */
};

void checks_release(struct checks *checks) __attribute__((nonnull));

void check_ok(struct checks *checks, enum check_name name, const char *format, ...)
    __attribute__((nonnull, format(printf, 3, 4)));
void check_skip(struct checks *checks, enum check_name name, const char *format, ...)
    __attribute__((nonnull, format(printf, 3, 4)));
void check_fail(struct checks *checks, enum check_name name, const struct error *err) __attribute__((nonnull));

/* Skips all of them that lie between two, both included. */
void check_skip_range(struct checks *checks, enum check_name first, enum check_name last, const char *reason)
    __attribute__((nonnull));

void checks_print(FILE *out, const char *profile, const struct checks *checks) __attribute__((nonnull));
/* The caller's. */
json_t *checks_json(const char *profile, const struct checks *checks) __attribute__((nonnull, warn_unused_result));
/* 0 when nothing failed; else the class of the first failure, with its hint. */
int checks_verdict(const char *profile, const struct checks *checks, struct error *err)
    __attribute__((nonnull, warn_unused_result));

struct auth_check {
	const struct auth *auth;
	struct discord_api api;
	struct checks *checks;
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
/* The bot's: bot, channel; then its permissions, and a message. */
void check_bot(struct auth_check *check) __attribute__((nonnull));
void check_permissions(struct auth_check *check) __attribute__((nonnull));
void check_messages(struct auth_check *check) __attribute__((nonnull));

#endif
