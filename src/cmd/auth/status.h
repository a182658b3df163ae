/*
 * The state of one profile, for `discred auth status`.
 */
#ifndef DISCRED_CMD_AUTH_STATUS_H
#define DISCRED_CMD_AUTH_STATUS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "core/output/json.h"
#include "core/slot/backoff.h"
#include "core/stack/grant.h"
#include "discred/profile.h"
#include "discred/store.h"
#include "discred/token.h"

/* A token that another source than the user's grant keeps. */
struct status_kept {
	char *source;
	struct token token;
};

struct status {
	const struct profile *profile;
	bool away; /* the store is shared and was not asked: of it, only what this host has is known */
	int64_t now;
	bool has_token;
	bool has_grant;
	struct token token;
	struct grant grant;
	struct backoff backoff; /* of the grant */
	struct error unopened; /* why the grant, which is sealed, can't be opened; ERROR_OK: it can, or there is none */
	char *guild_id;        /* NULL: none came with the login */
	char *webhook_id;
	struct strings sealed_by; /* the key holders' labels; empty: the store is not sealed */
	bool in_clear;            /* it is sealed, and the grant not yet */
	enum store_tokens tokens; /* where they are, if it is sealed */
	struct status_kept *kept; /* by source, in byte order */
	size_t kept_count;
};

void status_init(struct status *status) __attribute__((nonnull));
void status_release(struct status *status) __attribute__((nonnull));

int status_read_kept(const struct store *store, struct status *status, struct error *err)
    __attribute__((nonnull, warn_unused_result));
void status_release_kept(struct status *status) __attribute__((nonnull));

/* Judges a profile without a login: 0 if a kept token is usable, else ERROR_NONE with a hint. */
int status_judge_kept(const struct status *status, struct error *err) __attribute__((nonnull, warn_unused_result));

/* "valid", "expired", "from the future", "refused". */
const char *status_token_state(const struct token *token, int64_t now)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* "TIME (in 6 days)" */
void status_print_time(FILE *out, int64_t when, int64_t now) __attribute__((nonnull));

/* ", until TIME" or ", since TIME"; nothing for a token that has no end. */
void status_print_end(FILE *out, const struct token *token, int64_t now) __attribute__((nonnull));
void status_print_kept(FILE *out, const struct status *status) __attribute__((nonnull));

/* {"state", "expires_at", "expires_in"}; the caller's. */
json_t *status_json_token(const struct token *token, int64_t now, const char *state)
    __attribute__((nonnull, warn_unused_result));
json_t *status_json_kept(const struct status *status) __attribute__((nonnull, warn_unused_result));

void status_print(FILE *out, const struct status *status) __attribute__((nonnull));

/* Owned by the caller. No token or secret is in it. */
json_t *status_json(const struct status *status) __attribute__((nonnull, warn_unused_result));

#endif
