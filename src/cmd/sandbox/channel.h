/*
 * Channels and their messages, for bots only: GET /channels/{id}, GET and POST /channels/{id}/messages.
 */
#ifndef SANDBOX_CHANNEL_H
#define SANDBOX_CHANNEL_H

#include "cmd/sandbox/answer.h"
#include "cmd/sandbox/request.h"
#include "cmd/sandbox/sandbox.h"
#include "discred/error.h"

int channel_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));
int messages_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));

int post_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* The channel of the request and the bot's permissions in it; NULL: not to be had, and the answer says why. */
const struct channel *channel_open(struct sandbox *sandbox, const struct request *request, uint64_t *permissions,
				   struct answer *answer) __attribute__((nonnull, warn_unused_result));

/* Whether that permission, by name, is among them; ADMINISTRATOR has all. */
bool channel_allows(uint64_t permissions, const char *name) __attribute__((nonnull, warn_unused_result));

#endif
