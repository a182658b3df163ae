/*
 * The sandbox: a stand-in for Discord on 127.0.0.1, with its rules and without its account.
 *
 * Everything it knows is in struct sandbox, in memory, and gone at the end. Handlers are pure but for it: a request
 * comes in, an answer goes out (endpoints.h). server.c carries both over HTTP.
 */
#ifndef SANDBOX_SANDBOX_H
#define SANDBOX_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "cmd/sandbox/fault.h"
#include "cmd/sandbox/fixtures.h"
#include "cmd/sandbox/issued_tokens.h"
#include "cmd/sandbox/limit.h"
#include "cmd/sandbox/pending_auth.h"
#include "cmd/sandbox/webhook.h"

/* What was asked for on the command line. */
struct sandbox_settings {
	long port;             /* 0: any */
	long token_lifetime;   /* seconds */
	long token_length;     /* characters */
	bool approve;          /* no consent click */
	bool reuse_ends_grant; /* a refresh token used twice ends its grant */
	struct strings redirects;
	struct fault_list faults;
	const char *profile; /* to be written, NULL: none */
	struct limit_size limit;
	long guilds;             /* how many the user is in */
	bool no_message_content; /* the bots lack that privileged intent */
	bool code_grant;         /* the applications require a code grant to add their bot */
};

/* The bot of an application in a server: its own permissions are all it has there, @everyone has none. */
struct membership {
	bool joined;
	uint64_t permissions;
};

enum { POSTS_MAX = 1000 };

struct post {
	char *content;
	const struct app *app;
};

/* What bots posted in a channel, which come after its messages of fixtures.h: up to POSTS_MAX. */
struct posts {
	struct post *item;
	size_t count;
};

/* Each channel and server has limits of its own; so has everything else together. */
enum { LIMIT_IDS = CHANNELS + GUILDS + 1 };

/* How often the token endpoint was asked for what. */
enum grant_type { GRANT_CODE, GRANT_REFRESH, GRANT_CLIENT, GRANT_OTHER, GRANT_TYPES };

struct sandbox {
	struct sandbox_settings *settings;
	char origin[40]; /* http://127.0.0.1:PORT */
	uint16_t port;
	int64_t clock_ahead; /* seconds that POST /sandbox/advance added */
	bool let_go;         /* answers that a delay holds back are sent now */
	struct pending_auths consents;
	struct pending_auths codes;
	struct issued_tokens issued;
	struct webhooks webhooks;
	struct membership membership[APPS][GUILDS];
	unsigned long requests[ENDPOINTS];
	unsigned long grants[GRANT_TYPES];
	struct limit limits[ENDPOINTS][LIMIT_IDS];
	struct posts posts[CHANNELS];
	uint32_t app_flags[APPS]; /* as PATCH /applications/@me left them */
	char *user_agent;         /* of the last API request, NULL before it */
};

void sandbox_init(struct sandbox *sandbox, struct sandbox_settings *settings) __attribute__((nonnull));
void sandbox_release(struct sandbox *sandbox) __attribute__((nonnull));

void sandbox_settings_release(struct sandbox_settings *settings) __attribute__((nonnull));

/* The bot's standing in a server. */
struct membership *sandbox_membership(struct sandbox *sandbox, const struct app *app, const struct guild *guild)
    __attribute__((nonnull, warn_unused_result));

#endif
