/*
 * The endpoints: from a request to its handler (Host, path, method, counting, faults, rate limits), and the handlers.
 */
#ifndef SANDBOX_ENDPOINTS_H
#define SANDBOX_ENDPOINTS_H

#include <stdio.h>

#include "cmd/sandbox/answer.h"
#include "cmd/sandbox/request.h"
#include "cmd/sandbox/sandbox.h"
#include "discred/error.h"

/* Fills the answer. -1: the system failed (err); the answer is then a 500. */
int endpoints_serve(struct sandbox *sandbox, struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* A handler fills the answer, a refusal too. -1: the system failed (err). */
typedef int endpoint_handler(struct sandbox *sandbox, const struct request *request, struct answer *answer,
			     struct error *err);

/* authorize.c: GET and POST /oauth2/authorize, the consent page and the way back to the application. */
endpoint_handler authorize_show;
endpoint_handler authorize_decide;

/* token.c: POST /oauth2/token (RFC 6749, RFC 7636). */
endpoint_handler token_serve;

/* The parameters of grant types, as they appear in requests and in GET /sandbox/requests. */
extern const char *const grant_type_names[GRANT_TYPES];

/* What a request to it asks for, whether or not it will be carried out. */
enum grant_type token_grant_type(const struct request *request) __attribute__((nonnull, warn_unused_result));

/*
 * revoke.c: POST /oauth2/token/revoke (RFC 7009). As at Discord, one token takes with it every token that the
 * application has for that user.
 */
endpoint_handler revoke_serve;

/* users.c: GET /oauth2/@me (Bearer), GET /users/@me (Bearer with identify, or Bot). */
endpoint_handler me_serve;
endpoint_handler users_serve;

/*
 * guild.c: GET /users/@me/guilds, the servers of the user (Bearer with guilds) or of the bot, in pages; a server, its
 * channels, its roles and its members, for the bots that are in it.
 */
endpoint_handler guilds_serve;
endpoint_handler guild_serve;
endpoint_handler channels_serve;
endpoint_handler roles_serve;
endpoint_handler member_serve;

/* How many servers the user can be in (--guilds). */
enum { GUILDS_MAX = 1000 };

/* channel.c: GET /channels/{id}, GET and POST /channels/{id}/messages; for bots only. */
endpoint_handler channel_serve;
endpoint_handler messages_serve;
endpoint_handler post_serve;

/* The channel as the API has it. */
json_t *channel_json(struct sandbox *sandbox, const struct channel *channel)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/*
 * application.c: the bot's own application, as the Developer Portal has it: GET and PATCH /applications/@me, and GET
 * /oauth2/applications/@me, which answers the same. Of what Discord lets a bot change, the flags are changed here.
 */
endpoint_handler application_serve;
endpoint_handler application_change;

/* webhook.c: GET /webhooks/ID/TOKEN; the address is all the authentication there is. */
endpoint_handler webhook_serve;

/* gateway.c: GET /gateway, the one route of the API that asks for no token. */
endpoint_handler gateway_serve;

/* home.c: GET /, what the sandbox is, for somebody who opens it in a browser. */
endpoint_handler home_show;

/* control.c: what tests and curious people steer the sandbox with, below /sandbox/. control_help() lists it. */
endpoint_handler control_requests;
endpoint_handler control_add_fault;
endpoint_handler control_clear_faults;
endpoint_handler control_end_grants;
endpoint_handler control_expire;
endpoint_handler control_advance;
endpoint_handler control_trap;

void control_help(FILE *out) __attribute__((nonnull));

#endif
