#include "cmd/sandbox/auth_request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cmd/sandbox/request.h"
#include "core/discord/permission.h"
#include "core/discord/scope.h"

enum { PARAMETER_MAX = 8192, CHALLENGE_LEN = 43 };

/* The parameters as sent. */
struct query {
	struct buf client_id;
	struct buf redirect_uri;
	struct buf response_type;
	struct buf scope;
	struct buf state;
	struct buf challenge;
	struct buf method;
	struct buf permissions;
	struct buf guild_id;
	struct buf guild_fixed;
	struct buf prompt;
};

void auth_request_init(struct auth_request *auth)
{
	*auth = (struct auth_request){.app = NULL};
	buf_init(&auth->state, PARAMETER_MAX);
	buf_init(&auth->challenge, PARAMETER_MAX);
}

void auth_request_release(struct auth_request *auth)
{
	free(auth->redirect_uri);
	free(auth->redirect_sent);
	strings_release(&auth->scopes);
	buf_release(&auth->state);
	buf_release(&auth->challenge);
	auth_request_init(auth);
}

void auth_request_move(struct auth_request *to, struct auth_request *from)
{
	auth_request_release(to);
	*to = *from;
	auth_request_init(from);
}

static int refuse(struct auth_refusal *refusal, const char *error, const char *description)
{
	refusal->error = error;
	snprintf(refusal->description, sizeof(refusal->description), "%s", description);
	return -1;
}

static int check_client(struct auth_request *auth, const struct query *query, const struct strings *redirects,
			struct auth_refusal *refusal)
{
	auth->app = fixture_app(buf_text(&query->client_id));
	if (!auth->app)
		return refuse(refusal, "invalid_client", "There is no application with this client_id.");
	if (!query->redirect_uri.len) {
		/* An invitation goes nowhere; anything else goes to the first one. */
		if (query->response_type.len)
			auth->redirect_uri = xstrdup(redirects->item[0]);
		return 0;
	}
	if (!strings_have(redirects, buf_text(&query->redirect_uri))) {
		auth->redirect_sent = xstrdup(buf_text(&query->redirect_uri));
		return refuse(refusal, "invalid_request",
			      "This redirect_uri is not registered for the application. Discord compares it byte by "
			      "byte: port, path and trailing slash count.");
	}
	auth->redirect_uri = xstrdup(buf_text(&query->redirect_uri));
	return 0;
}

static int check_scopes(struct auth_request *auth, const struct query *query, struct auth_refusal *refusal)
{
	strings_split(&auth->scopes, buf_text(&query->scope), " ");
	if (!auth->scopes.count)
		return refuse(refusal, "invalid_scope", "No scope was asked for");
	for (size_t i = 0; i < auth->scopes.count; i++) {
		const struct scope *scope = scope_find(auth->scopes.item[i]);

		if (!scope)
			return refuse(refusal, "invalid_scope",
				      "The requested scope is invalid, unknown, or malformed");
		if (scope->approval)
			return refuse(refusal, "invalid_scope",
				      "The requested scope is only available to approved partners");
	}
	return 0;
}

static int check_response_type(struct auth_request *auth, const struct query *query, struct auth_refusal *refusal)
{
	const char *type = buf_text(&query->response_type);

	if (!*type && scope_is_invitation(&auth->scopes)) {
		auth->invitation = true;
		return 0;
	}
	if (!*type)
		return refuse(refusal, "invalid_request", "Missing \"response_type\"");
	if (strcmp(type, "code") != 0)
		return refuse(refusal, "unsupported_response_type", "The sandbox supports the response type code only");
	return 0;
}

static bool challenge_valid(const struct buf *challenge)
{
	static const char base64url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

	return challenge->len == CHALLENGE_LEN && strspn(buf_text(challenge), base64url) == CHALLENGE_LEN;
}

static int check_pkce(struct auth_request *auth, struct query *query, struct auth_refusal *refusal)
{
	bool used = query->challenge.len || query->method.len;
	bool connections = strings_have(&auth->scopes, "role_connections.write");

	if (connections && (used || !auth->app->secret))
		return refuse(refusal, "invalid_scope",
			      "role_connections.write works neither with PKCE nor for a public client");
	if (auth->invitation)
		return 0;
	if (!used && !auth->app->secret)
		return refuse(refusal, "invalid_request", "Missing \"code_challenge\"");
	if (used && strcmp(buf_text(&query->method), "S256") != 0)
		return refuse(refusal, "invalid_request", "Unsupported \"code_challenge_method\"");
	if (used && !challenge_valid(&query->challenge))
		return refuse(refusal, "invalid_request", "Invalid \"code_challenge\"");
	buf_move(&auth->challenge, &query->challenge);
	return 0;
}

static bool parse_flag(const struct buf *text, bool *value)
{
	static const char *const yes[] = {"true", "True", "1"};
	static const char *const no[] = {"false", "False", "0", ""};

	for (size_t i = 0; i < ARRAY_LEN(yes); i++)
		if ((*value = !strcmp(buf_text(text), yes[i])))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		if (!strcmp(buf_text(text), no[i]))
			return true;
	return false;
}

static int check_bot(struct auth_request *auth, const struct query *query, struct auth_refusal *refusal)
{
	const char *permissions = query->permissions.len ? buf_text(&query->permissions) : "0";
	struct error err = ERROR_INIT;
	uint64_t guild_id;

	if (permission_parse_number(permissions, &auth->permissions, &err) < 0)
		return refuse(refusal, "invalid_request", "Invalid \"permissions\"");
	if (query->guild_id.len && permission_parse_number(buf_text(&query->guild_id), &guild_id, &err) < 0)
		return refuse(refusal, "invalid_request", "Invalid \"guild_id\"");
	auth->guild = fixture_guild(buf_text(&query->guild_id));
	if (!parse_flag(&query->guild_fixed, &auth->guild_fixed))
		return refuse(refusal, "invalid_request", "Invalid \"disable_guild_select\"");
	if (auth->guild_fixed && !auth->guild)
		return refuse(refusal, "invalid_request", "\"disable_guild_select\" needs a \"guild_id\" of a server");
	return 0;
}

static int check_prompt(struct auth_request *auth, const struct query *query, struct auth_refusal *refusal)
{
	const char *prompt = buf_text(&query->prompt);

	auth->quiet = !strcmp(prompt, "none");
	if (*prompt && !auth->quiet && strcmp(prompt, "consent") != 0)
		return refuse(refusal, "invalid_request", "Invalid \"prompt\"");
	return 0;
}

static const char *read_query(const char *text, struct query *query)
{
	const struct form_field fields[] = {
	    {"client_id", &query->client_id},
	    {"redirect_uri", &query->redirect_uri},
	    {"state", &query->state},
	    {"response_type", &query->response_type},
	    {"scope", &query->scope},
	    {"code_challenge", &query->challenge},
	    {"code_challenge_method", &query->method},
	    {"permissions", &query->permissions},
	    {"guild_id", &query->guild_id},
	    {"disable_guild_select", &query->guild_fixed},
	    {"prompt", &query->prompt},
	};

	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		buf_init(fields[i].value, PARAMETER_MAX);
	return form_read(text, fields, ARRAY_LEN(fields));
}

static void release_query(struct query *query)
{
	buf_release(&query->client_id);
	buf_release(&query->redirect_uri);
	buf_release(&query->state);
	buf_release(&query->response_type);
	buf_release(&query->scope);
	buf_release(&query->challenge);
	buf_release(&query->method);
	buf_release(&query->permissions);
	buf_release(&query->guild_id);
	buf_release(&query->guild_fixed);
	buf_release(&query->prompt);
}

int auth_request_read(struct auth_request *auth, const char *text, const struct strings *redirects,
		      struct auth_refusal *refusal)
{
	struct query query;
	const char *wrong;
	int result = -1;

	auth_request_init(auth);
	wrong = read_query(text, &query);
	if (wrong) {
		char description[96];

		snprintf(description, sizeof(description), "Invalid \"%s\"", wrong);
		refuse(refusal, "invalid_request", description);
		goto out;
	}
	if (check_client(auth, &query, redirects, refusal) < 0)
		goto out;
	buf_move(&auth->state, &query.state);
	if (check_scopes(auth, &query, refusal) < 0 || check_response_type(auth, &query, refusal) < 0 ||
	    check_pkce(auth, &query, refusal) < 0 || check_bot(auth, &query, refusal) < 0 ||
	    check_prompt(auth, &query, refusal) < 0)
		goto out;
	result = 0;
out:
	release_query(&query);
	return result;
}
