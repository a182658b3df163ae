#include "net/http/rate.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "core/output/json.h"
#include "net/http/http_retry.h"

void rate_release(struct rate *rate)
{
	for (size_t i = 0; i < rate->count; i++) {
		free(rate->bucket[i].route);
		free(rate->bucket[i].name);
	}
	free(rate->bucket);
	*rate = (struct rate)RATE_INIT;
}

static bool is_id(const char *text, size_t len)
{
	return len && strspn(text, "0123456789") >= len;
}

/* Whether the first segment is one whose id has limits of its own. */
static bool is_top_level(const char *path)
{
	static const char *const names[] = {"/channels/", "/guilds/", "/webhooks/"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (!strncmp(path, names[i], strlen(names[i])))
			return true;
	return false;
}

void rate_route(const char *method, const char *path, struct buf *route)
{
	bool top_level = is_top_level(path);
	size_t end = strcspn(path, "?");

	buf_printf(route, "%s ", method);
	for (size_t at = 0, segment = 0; at < end; segment++) {
		size_t len;

		at++;
		len = strcspn(path + at, "/?");
		buf_char(route, '/');
		if (is_id(path + at, len) && !(top_level && segment == 1))
			buf_char(route, '*');
		else
			buf_add(route, path + at, len);
		at += len;
	}
}

/* The id that stands in the route itself: buckets of the same name are apart for it. */
static char *bucket_name(const char *bucket, const char *route)
{
	const char *path = strchr(route, '/');
	const char *id = path && is_top_level(path) ? strchr(path + 1, '/') : NULL;

	return xasprintf("%s%.*s", bucket, id ? (int)strcspn(id + 1, "/") + 1 : 0, id ? id : "");
}

static struct rate_bucket *find(const struct rate *rate, const char *route)
{
	for (size_t i = 0; i < rate->count; i++)
		if (!strcmp(rate->bucket[i].route, route))
			return &rate->bucket[i];
	return NULL;
}

int64_t rate_wait(const struct rate *rate, const char *route, int64_t now)
{
	const struct rate_bucket *own = find(rate, route);
	int64_t until = rate->global;

	for (size_t i = 0; own && i < rate->count; i++) {
		const struct rate_bucket *bucket = &rate->bucket[i];
		bool same = bucket == own || (own->name && bucket->name && !strcmp(own->name, bucket->name));

		if (same && bucket->until > until)
			until = bucket->until;
	}
	return until > now ? until - now : 0;
}

static struct rate_bucket *obtain(struct rate *rate, const char *route)
{
	struct rate_bucket *bucket = find(rate, route);

	if (bucket)
		return bucket;
	if (rate->count >= RATE_ROUTES_MAX) {
		bucket = &rate->bucket[0];
		free(bucket->route);
		free(bucket->name);
		memmove(bucket, bucket + 1, (rate->count - 1) * sizeof(*bucket));
		rate->count--;
	}
	rate->bucket = xgrow(rate->bucket, rate->count, sizeof(*rate->bucket));
	bucket = &rate->bucket[rate->count++];
	*bucket = (struct rate_bucket){.route = xstrdup(route), .until = INT64_MIN};
	return bucket;
}

static bool is_global(const struct http_reply *reply)
{
	const char *scope = http_reply_header(reply, "X-RateLimit-Scope");
	json_t *object = json_parse_object(&reply->body);
	bool global = http_reply_header(reply, "X-RateLimit-Global") || (scope && !strcasecmp(scope, "global")) ||
		      json_is_true(json_object_get(object, "global"));

	json_decref(object);
	return global;
}

void rate_learn(struct rate *rate, const char *route, const struct http_reply *reply, int64_t now)
{
	struct rate_bucket *bucket = obtain(rate, route);
	const char *name = http_reply_header(reply, "X-RateLimit-Bucket");
	const char *remaining = http_reply_header(reply, "X-RateLimit-Remaining");
	const char *after = http_reply_header(reply, "X-RateLimit-Reset-After");
	int64_t wait = -1;

	if (name) {
		free(bucket->name);
		bucket->name = bucket_name(name, route);
	}
	if (reply->status == 429)
		wait = reply->retry_after_ms;
	else if (remaining && !strcmp(remaining, "0"))
		wait = http_retry_after(NULL, after, NULL, 0);
	if (wait < 0)
		return;
	if (reply->status == 429 && is_global(reply))
		rate->global = now + wait;
	else
		bucket->until = now + wait;
}
