#include "cmd/sandbox/issued_tokens.h"

#include <stdlib.h>

#include "base/memory.h"
#include "core/discord/scope.h"
#include "net/pkce.h"

enum { DRAW_BYTES = 30 }; /* 40 characters */

void issued_tokens_init(struct issued_tokens *tokens)
{
	*tokens = (struct issued_tokens){.item = xcalloc(ISSUED_TOKENS_MAX, sizeof(struct issued_token))};
	for (size_t i = 0; i < ISSUED_TOKENS_MAX; i++)
		buf_init(&tokens->item[i].value, BUF_TOKEN_MAX);
}

static void issued_token_release(struct issued_token *issued)
{
	buf_release(&issued->value);
	free(issued->scope);
	issued->scope = NULL;
}

void issued_tokens_release(struct issued_tokens *tokens)
{
	for (size_t i = 0; i < ISSUED_TOKENS_MAX; i++)
		issued_token_release(&tokens->item[i]);
	free(tokens->item);
	tokens->item = NULL;
}

unsigned long issued_tokens_grant(struct issued_tokens *tokens)
{
	return ++tokens->grants;
}

int issued_tokens_issue(struct issued_tokens *tokens, const struct issue *issue, const struct issued_token **issued,
			struct error *err)
{
	struct issued_token *new = &tokens->item[tokens->next];

	issued_token_release(new);
	while (new->value.len < issue->length)
		if (random_base64url(DRAW_BYTES, &new->value, err) < 0)
			return -1;
	buf_cut(&new->value, issue->length);
	new->kind = issue->kind;
	new->state = ISSUED_LIVE;
	new->app = issue->app;
	new->scope = xstrdup(issue->scope);
	new->grant = issue->grant;
	new->expires = issue->expires;
	tokens->next = (tokens->next + 1) % ISSUED_TOKENS_MAX;
	*issued = new;
	return 0;
}

struct issued_token *issued_tokens_find(struct issued_tokens *tokens, const char *value, size_t len)
{
	struct issued_token *found = NULL;

	if (!len)
		return NULL;
	for (size_t i = 0; i < ISSUED_TOKENS_MAX; i++) {
		struct issued_token *issued = &tokens->item[i];

		if (equal_secret(buf_text(&issued->value), issued->value.len, value, len))
			found = issued;
	}
	return found;
}

bool issued_token_alive(const struct issued_token *issued, int64_t now)
{
	return issued->state == ISSUED_LIVE && (!issued->expires || now < issued->expires);
}

void issued_tokens_end_grant(struct issued_tokens *tokens, unsigned long grant)
{
	for (size_t i = 0; i < ISSUED_TOKENS_MAX; i++)
		if (tokens->item[i].grant == grant)
			tokens->item[i].state = ISSUED_ENDED;
}

void issued_tokens_end_app(struct issued_tokens *tokens, const struct app *app)
{
	for (size_t i = 0; i < ISSUED_TOKENS_MAX; i++)
		if (!app || tokens->item[i].app == app)
			tokens->item[i].state = ISSUED_ENDED;
}

void issued_tokens_expire(struct issued_tokens *tokens, int64_t now)
{
	for (size_t i = 0; i < ISSUED_TOKENS_MAX; i++)
		if (tokens->item[i].kind == ISSUED_ACCESS && tokens->item[i].expires > now)
			tokens->item[i].expires = now;
}

bool issued_tokens_authorized(const struct issued_tokens *tokens, const struct app *app, const char *scopes)
{
	bool covered = false;

	for (size_t i = 0; i < ISSUED_TOKENS_MAX && !covered; i++) {
		const struct issued_token *issued = &tokens->item[i];
		struct strings missing = STRINGS_INIT;

		if (!issued->value.len || issued->kind != ISSUED_REFRESH || issued->state != ISSUED_LIVE ||
		    issued->app != app)
			continue;
		covered = !scope_missing(scopes, issued->scope, &missing);
		strings_release(&missing);
	}
	return covered;
}
