#include "cmd/sandbox/users.h"

#include <time.h>

#include "cmd/sandbox/credentials.h"
#include "cmd/sandbox/endpoints.h"

static json_t *user(const char *id, const char *name, const char *title, const char *discriminator)
{
	return json_pack("{s:s, s:s, s:s?, s:s, s:n, s:i, s:i, s:n}", "id", id, "username", name, "global_name", title,
			 "discriminator", discriminator, "avatar", "public_flags", 0, "flags", 0, "primary_guild");
}

json_t *user_person(void)
{
	return user(FIXTURE_USER_ID, FIXTURE_USER_NAME, FIXTURE_USER_TITLE, "0");
}

json_t *user_bot(const struct app *app)
{
	json_t *bot = user(app->bot_id, app->name, NULL, "0001");

	json_object_set_new(bot, "bot", json_true());
	return bot;
}

json_t *time_json(int64_t when)
{
	char text[64];
	time_t seconds = (time_t)when;
	struct tm utc;

	if (!gmtime_r(&seconds, &utc) || !strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S.000000+00:00", &utc))
		return json_null();
	return json_string(text);
}

static json_t *application_object(const struct app *app, bool code_grant)
{
	return json_pack("{s:s, s:s, s:n, s:s, s:n, s:b, s:b, s:b, s:s, s:i, s:s}", "id", app->id, "name", app->name,
			 "icon", "description", "An application of the discred sandbox", "type", "hook", 1,
			 "bot_public", 1, "bot_require_code_grant", code_grant, "verify_key",
			 "0000000000000000000000000000000000000000000000000000000000000000", "flags", 0, "flags_new",
			 "0");
}

static json_t *scope_array(const struct issued_token *issued)
{
	struct strings scopes = STRINGS_INIT;
	json_t *array = json_array();

	strings_split(&scopes, issued->scope, " ");
	for (size_t i = 0; i < scopes.count; i++)
		json_array_append_new(array, json_string(scopes.item[i]));
	strings_release(&scopes);
	return array;
}

int me_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	const struct issued_token *issued = bearer_token(sandbox, request, answer);
	json_t *json;

	(void)err;
	if (!issued)
		return 0;
	json =
	    json_pack("{s:o, s:o, s:o}", "application", application_object(issued->app, sandbox->settings->code_grant),
		      "scopes", scope_array(issued), "expires", time_json(issued->expires));
	if (issued_token_has_scope(issued, "identify"))
		json_object_set_new(json, "user", user_person());
	answer_json(answer, 200, json);
	return 0;
}

/* What only oneself is told. */
static json_t *own(json_t *user)
{
	json_object_set_new(user, "mfa_enabled", json_false());
	json_object_set_new(user, "locale", json_string("en-US"));
	return user;
}

int users_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	const struct app *bot = bot_app(request);
	const struct issued_token *issued;
	json_t *json;

	(void)err;
	if (bot) {
		answer_json(answer, 200, own(user_bot(bot)));
		return 0;
	}
	issued = bearer_token(sandbox, request, answer);
	if (!issued)
		return 0;
	if (!issued_token_has_scope(issued, "identify")) {
		answer_api_error(answer, 403, 50026, "Missing required OAuth2 scope");
		return 0;
	}
	json = own(user_person());
	json_object_set_new(json, "premium_type", json_integer(0));
	if (issued_token_has_scope(issued, "email")) {
		json_object_set_new(json, "email", json_string(FIXTURE_USER_EMAIL));
		json_object_set_new(json, "verified", json_true());
	}
	answer_json(answer, 200, json);
	return 0;
}
