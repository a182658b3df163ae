/*
 * The state of one profile, for `discred auth status`.
 */
#ifndef DISCRED_CMD_AUTH_STATUS_H
#define DISCRED_CMD_AUTH_STATUS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "discred/grant.h"
#include "discred/json.h"
#include "discred/profile.h"
#include "discred/token.h"

struct status {
	const struct profile *profile;
	int64_t now;
	bool has_token;
	bool has_grant;
	struct token token;
	struct grant grant;
	char *guild_id; /* NULL: none came with the login */
	char *webhook_id;
};

void status_init(struct status *status) __attribute__((nonnull));
void status_release(struct status *status) __attribute__((nonnull));

void status_print(FILE *out, const struct status *status) __attribute__((nonnull));

/* Owned by the caller. No token or secret is in it. */
json_t *status_json(const struct status *status) __attribute__((nonnull, warn_unused_result));

#endif
