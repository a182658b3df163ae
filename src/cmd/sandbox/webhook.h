/*
 * Webhooks: made by an authorization with scope `webhook.incoming`, and shown to whoever has their address.
 */
#ifndef SANDBOX_WEBHOOK_H
#define SANDBOX_WEBHOOK_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/sandbox/answer.h"
#include "cmd/sandbox/fixtures.h"
#include "discred/buf.h"
#include "discred/error.h"

enum { WEBHOOKS = 256 };

struct webhook {
	char id[24]; /* "": free */
	struct buf token;
	const struct app *app;
	const struct channel *channel;
};

/* The last WEBHOOKS of them. */
struct webhooks {
	struct webhook *item;
	size_t next;
};

struct auth_request;
struct sandbox;

void webhooks_init(struct webhooks *webhooks) __attribute__((nonnull));
void webhooks_release(struct webhooks *webhooks) __attribute__((nonnull));

/* Makes one in the channel that was chosen; *json is its object with its address, the caller's. */
int webhook_make(struct sandbox *sandbox, const struct auth_request *auth, int64_t now, json_t **json,
		 struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
