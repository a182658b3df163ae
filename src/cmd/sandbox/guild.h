/*
 * A server, its roles and its members, for the bots that are in it: GET /guilds/{id}, /guilds/{id}/roles and
 * /guilds/{id}/members/{id}.
 */
#ifndef SANDBOX_GUILD_H
#define SANDBOX_GUILD_H

#include "cmd/sandbox/answer.h"
#include "cmd/sandbox/request.h"
#include "cmd/sandbox/sandbox.h"
#include "discred/error.h"

int guild_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));
int roles_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));
int member_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
