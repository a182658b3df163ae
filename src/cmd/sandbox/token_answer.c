#include "cmd/sandbox/token_answer.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "cmd/sandbox/webhook.h"

/* Which tokens an answer brings. */
struct pair {
	const struct app *app;
	const char *scope;
	unsigned long grant;
	bool refresh;
};

/* Issues the tokens; the caller owns *json. */
static int issue(struct sandbox *sandbox, const struct pair *pair, int64_t now, json_t **json, struct error *err)
{
	int64_t lifetime = sandbox->settings->token_lifetime;
	struct issue access = {
	    .kind = ISSUED_ACCESS,
	    .app = pair->app,
	    .scope = pair->scope,
	    .grant = pair->grant,
	    .expires = now + lifetime,
	    .length = sandbox->settings->token_length,
	};
	struct issue refresh = access;
	const struct issued_token *issued;

	if (issued_tokens_issue(&sandbox->issued, &access, &issued, err) < 0)
		return -1;
	*json = json_pack("{s:s, s:s, s:I, s:s}", "token_type", "Bearer", "access_token", buf_text(&issued->value),
			  "expires_in", (json_int_t)lifetime, "scope", pair->scope);
	if (!pair->refresh)
		return 0;
	refresh.kind = ISSUED_REFRESH;
	refresh.expires = 0;
	if (issued_tokens_issue(&sandbox->issued, &refresh, &issued, err) < 0) {
		json_decref(*json);
		return -1;
	}
	json_object_set_new(*json, "refresh_token", json_string(buf_text(&issued->value)));
	return 0;
}

static void write_answer(struct answer *answer, json_t *json)
{
	if (answer->odd)
		json_object_set_new(json, "expires_in", json_string("soon"));
	answer_json(answer, 200, json);
	answer_header(answer, "Cache-Control", "no-store");
}

static int finish(struct sandbox *sandbox, const struct pair *pair, int64_t now, struct answer *answer,
		  struct error *err)
{
	json_t *json;

	if (issue(sandbox, pair, now, &json, err) < 0)
		return -1;
	write_answer(answer, json);
	return 0;
}

static json_t *guild_object(const struct app *app, const struct guild *guild, uint64_t permissions)
{
	char text[24];

	/* As in Discord's sample: a number that can be too large for a reader, and the string that is meant. */
	snprintf(text, sizeof(text), "%llu", (unsigned long long)permissions);
	return json_pack("{s:s, s:s, s:n, s:s, s:i, s:[{s:s, s:s, s:i, s:s}, {s:s, s:s, s:I, s:s, s:b}]}", "id",
			 guild->id, "name", guild->name, "icon", "owner_id", FIXTURE_USER_ID, "mfa_level", 0, "roles",
			 "id", guild->id, "name", "@everyone", "permissions", 0, "permissions_new", "0", "id",
			 app->bot_id, "name", app->name, "permissions", (json_int_t)(permissions & INT64_MAX),
			 "permissions_new", text, "managed", 1);
}

static int add_extras(struct sandbox *sandbox, const struct auth_request *auth, int64_t now, json_t *json,
		      struct error *err)
{
	json_t *webhook = NULL;

	if (strings_have(&auth->scopes, "bot"))
		json_object_set_new(json, "guild", guild_object(auth->app, auth->guild, auth->permissions));
	if (!strings_have(&auth->scopes, "webhook.incoming"))
		return 0;
	if (webhook_make(sandbox, auth, now, &webhook, err) < 0)
		return -1;
	json_object_set_new(json, "webhook", webhook);
	return 0;
}

int token_answer_code(struct sandbox *sandbox, const struct auth_request *auth, int64_t now, struct answer *answer,
		      struct error *err)
{
	char *scope = strings_join(&auth->scopes, " ");
	struct pair pair = {
	    .app = auth->app, .scope = scope, .grant = issued_tokens_grant(&sandbox->issued), .refresh = true};
	json_t *json = NULL;
	int result = issue(sandbox, &pair, now, &json, err);

	if (!result) {
		result = add_extras(sandbox, auth, now, json, err);
		write_answer(answer, json);
	}
	free(scope);
	return result;
}

int token_answer_refresh(struct sandbox *sandbox, const struct issued_token *used, int64_t now, struct answer *answer,
			 struct error *err)
{
	/* The token that was used may be the one that makes room for the new ones. */
	char *scope = xstrdup(used->scope);
	struct pair pair = {.app = used->app, .scope = scope, .grant = used->grant, .refresh = true};
	int result = finish(sandbox, &pair, now, answer, err);

	free(scope);
	return result;
}

int token_answer_client(struct sandbox *sandbox, const struct app *app, const struct strings *scopes, int64_t now,
			struct answer *answer, struct error *err)
{
	char *scope = strings_join(scopes, " ");
	struct pair pair = {
	    .app = app, .scope = scope, .grant = issued_tokens_grant(&sandbox->issued), .refresh = false};
	int result = finish(sandbox, &pair, now, answer, err);

	free(scope);
	return result;
}
