#include "cmd/sandbox/endpoints.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cmd/sandbox/credentials.h"
#include "cmd/sandbox/webhook.h"
#include "core/discord/scope.h"
#include "net/pkce.h"

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
	    .length = (size_t)sandbox->settings->token_length,
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

/* A new grant. */
static int answer_code(struct sandbox *sandbox, const struct auth_request *auth, int64_t now, struct answer *answer,
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

/* The grant goes on; `used` is the refresh token that was presented. */
static int answer_refresh(struct sandbox *sandbox, const struct issued_token *used, int64_t now, struct answer *answer,
			  struct error *err)
{
	/* The token that was used may be the one that makes room for the new ones. */
	char *scope = xstrdup(used->scope);
	struct pair pair = {.app = used->app, .scope = scope, .grant = used->grant, .refresh = true};
	int result = finish(sandbox, &pair, now, answer, err);

	free(scope);
	return result;
}

/* A token for the application's owner, without a refresh token. */
static int answer_client(struct sandbox *sandbox, const struct app *app, const struct strings *scopes, int64_t now,
			 struct answer *answer, struct error *err)
{
	char *scope = strings_join(scopes, " ");
	struct pair pair = {
	    .app = app, .scope = scope, .grant = issued_tokens_grant(&sandbox->issued), .refresh = false};
	int result = finish(sandbox, &pair, now, answer, err);

	free(scope);
	return result;
}

enum { VERIFIER_MIN = 43, VERIFIER_MAX = 128 };

/* The parameters as sent. */
struct params {
	struct buf client_id;
	struct buf client_secret;
	struct buf code;
	struct buf redirect_uri;
	struct buf code_verifier;
	struct buf refresh_token;
	struct buf scope;
};

const char *const grant_type_names[GRANT_TYPES] = {
    [GRANT_CODE] = "authorization_code",
    [GRANT_REFRESH] = "refresh_token",
    [GRANT_CLIENT] = "client_credentials",
    [GRANT_OTHER] = "other",
};

static int refuse(struct answer *answer, const char *error, const char *description)
{
	answer_oauth_error(answer, 400, error, description);
	return 0;
}

static bool verifier_valid(const struct buf *verifier)
{
	static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

	return verifier->len >= VERIFIER_MIN && verifier->len <= VERIFIER_MAX &&
	       strspn(buf_text(verifier), unreserved) == verifier->len;
}

/* Whether the verifier is the challenge's. A verifier without a challenge is a downgrade, and wrong too. */
static int check_verifier(const struct buf *challenge, const struct buf *verifier, bool *right, struct error *err)
{
	struct buf computed = BUF_INIT(128);
	int result = 0;

	*right = !challenge->len && !verifier->len;
	if (challenge->len) {
		result = pkce_challenge(verifier, &computed, err);
		*right = !result && buf_equal(&computed, challenge);
	}
	buf_release(&computed);
	return result;
}

static int exchange(struct sandbox *sandbox, struct pending_auth *pending, const struct params *params, int64_t now,
		    struct answer *answer, struct error *err)
{
	const struct auth_request *auth = &pending->auth;
	int result = 0;
	bool right;

	if (auth->challenge.len && !params->code_verifier.len)
		return refuse(answer, "invalid_request", "Missing \"code_verifier\"");
	if (params->code_verifier.len && !verifier_valid(&params->code_verifier))
		return refuse(answer, "invalid_request", "Invalid \"code_verifier\"");
	if (check_verifier(&auth->challenge, &params->code_verifier, &right, err) < 0)
		return -1;
	/* From here on the code is used up, whether or not the rest is right. */
	if (strcmp(buf_text(&params->redirect_uri), auth->redirect_uri) != 0)
		refuse(answer, "invalid_grant", "Invalid \"redirect_uri\" in request");
	else if (!right)
		refuse(answer, "invalid_grant", "Invalid \"code_verifier\"");
	else
		result = answer_code(sandbox, auth, now, answer, err);
	pending_auth_drop(pending);
	return result;
}

static int serve_code(struct sandbox *sandbox, const struct app *app, const struct params *params, int64_t now,
		      struct answer *answer, struct error *err)
{
	struct pending_auth *pending;

	if (!params->code.len)
		return refuse(answer, "invalid_request", "Missing \"code\" in request");
	pending = pending_auth_find(&sandbox->codes, &params->code, now);
	if (!pending || pending->auth.app != app)
		return refuse(answer, "invalid_grant", "Invalid \"code\" in request");
	return exchange(sandbox, pending, params, now, answer, err);
}

static int serve_refresh(struct sandbox *sandbox, const struct app *app, const struct params *params, int64_t now,
			 struct answer *answer, struct error *err)
{
	const struct buf *value = &params->refresh_token;
	struct issued_token *issued;

	if (!value->len)
		return refuse(answer, "invalid_request", "Missing \"refresh_token\" in request");
	issued = issued_tokens_find(&sandbox->issued, buf_text(value), value->len);
	if (!issued || issued->kind != ISSUED_REFRESH || issued->app != app || !issued_token_alive(issued, now)) {
		if (issued && issued->app == app && issued->state == ISSUED_ROTATED &&
		    sandbox->settings->reuse_ends_grant)
			issued_tokens_end_grant(&sandbox->issued, issued->grant);
		return refuse(answer, "invalid_grant", "Invalid \"refresh_token\" in request");
	}
	issued->state = ISSUED_ROTATED;
	return answer_refresh(sandbox, issued, now, answer, err);
}

/* Scopes that need a user who chooses something can't be had without one. */
static bool client_scopes_valid(const struct strings *scopes)
{
	static const char *const chosen[] = {"bot", "webhook.incoming", "role_connections.write"};

	for (size_t i = 0; i < ARRAY_LEN(chosen); i++)
		if (strings_have(scopes, chosen[i]))
			return false;
	for (size_t i = 0; i < scopes->count; i++) {
		const struct scope *scope = scope_find(scopes->item[i]);

		if (!scope || scope->approval)
			return false;
	}
	return true;
}

static int serve_client(struct sandbox *sandbox, const struct app *app, const struct params *params, int64_t now,
			struct answer *answer, struct error *err)
{
	struct strings scopes = STRINGS_INIT;
	int result = 0;

	strings_split(&scopes, buf_text(&params->scope), " ");
	if (!app->secret)
		refuse(answer, "unauthorized_client", "A public client has no credentials of its own");
	else if (!scopes.count)
		refuse(answer, "invalid_request", "Missing \"scope\" in request");
	else if (!client_scopes_valid(&scopes))
		refuse(answer, "invalid_scope", "The requested scope is invalid, unknown, or malformed");
	else
		result = answer_client(sandbox, app, &scopes, now, answer, err);
	strings_release(&scopes);
	return result;
}

enum grant_type token_grant_type(const struct request *request)
{
	struct buf type = BUF_INIT(128);
	const struct form_field field = {"grant_type", &type};
	unsigned found = GRANT_OTHER;

	if (request_has_form(request) && !form_read(buf_text(&request->body), &field, 1))
		for (found = 0; found < GRANT_OTHER; found++)
			if (!strcmp(grant_type_names[found], buf_text(&type)))
				break;
	buf_release(&type);
	return (enum grant_type)found;
}

static int dispatch(struct sandbox *sandbox, const struct request *request, const struct params *params,
		    struct answer *answer, struct error *err)
{
	const struct app *app = client_authenticate(request, &params->client_id, &params->client_secret, answer);

	if (!app)
		return 0;
	switch (token_grant_type(request)) {
	case GRANT_CODE:
		return serve_code(sandbox, app, params, request->now, answer, err);
	case GRANT_REFRESH:
		return serve_refresh(sandbox, app, params, request->now, answer, err);
	case GRANT_CLIENT:
		return serve_client(sandbox, app, params, request->now, answer, err);
	case GRANT_OTHER:
	case GRANT_TYPES:
		break;
	}
	return refuse(answer, "unsupported_grant_type", NULL);
}

int token_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	struct params params;
	const struct form_field fields[] = {
	    {"client_id", &params.client_id},
	    {"client_secret", &params.client_secret},
	    {"code", &params.code},
	    {"redirect_uri", &params.redirect_uri},
	    {"code_verifier", &params.code_verifier},
	    {"refresh_token", &params.refresh_token},
	    {"scope", &params.scope},
	};
	int result = 0;

	/* Any body that is no form gets this answer from Discord, misleading as it is. */
	if (!request_has_form(request))
		return refuse(answer, "unsupported_grant_type", NULL);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		buf_init(fields[i].value, BUF_TOKEN_MAX);
	if (form_read(buf_text(&request->body), fields, ARRAY_LEN(fields)))
		refuse(answer, "invalid_request", "A parameter is malformed, or there twice");
	else
		result = dispatch(sandbox, request, &params, answer, err);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		buf_release(fields[i].value);
	return result;
}
