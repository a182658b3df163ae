/*
 * The messages of a channel: the fixtures, and after them those that bots posted.
 */
#ifndef SANDBOX_MESSAGE_H
#define SANDBOX_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/sandbox/fixtures.h"
#include "core/output/json.h"

enum { POSTS_MAX = 1000 };

struct post {
	char *content;
	const struct app *app;
};

struct posts {
	struct post *item;
	size_t count;
};

struct sandbox;

/* There is room for fewer than POSTS_MAX. */
void posts_add(struct posts *posts, const char *content, const struct app *app) __attribute__((nonnull));
void posts_release(struct posts *posts) __attribute__((nonnull));

/* What bots posted there. */
struct posts *message_posts(struct sandbox *sandbox, const struct channel *channel)
    __attribute__((nonnull, warn_unused_result));

uint64_t message_count(struct sandbox *sandbox, const struct channel *channel)
    __attribute__((nonnull, warn_unused_result));

/* As a bot sees it. The caller's. */
json_t *message_json(struct sandbox *sandbox, const struct channel *channel, uint64_t number, const struct app *reader)
    __attribute__((nonnull, warn_unused_result));

#endif
