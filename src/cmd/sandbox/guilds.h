/*
 * GET /users/@me/guilds: the servers of the user (Bearer with guilds) or of the bot, in pages.
 */
#ifndef SANDBOX_GUILDS_H
#define SANDBOX_GUILDS_H

#include "cmd/sandbox/answer.h"
#include "cmd/sandbox/request.h"
#include "cmd/sandbox/sandbox.h"
#include "discred/error.h"

/* How many servers the user can be in (--guilds). */
enum { GUILDS_MAX = 1000 };

int guilds_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
