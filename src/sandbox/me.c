#include "me.h"

#include <stdlib.h>
#include <time.h>

#include "bearer.h"

static json_t *user_object(void)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:n, s:i}", "id", WORLD_USER_ID, "username", WORLD_USER_NAME,
			 "global_name", WORLD_USER_TITLE, "discriminator", "0", "avatar", "public_flags", 0);
}

static json_t *application_object(const struct app *app)
{
	return json_pack("{s:s, s:s, s:n, s:s, s:b, s:b, s:b}", "id", app->id, "name", app->name, "icon", "description",
			 "An application of the discred sandbox", "hook", 1, "bot_public", 1, "bot_require_code_grant",
			 0);
}

static json_t *scope_array(const struct entry *entry)
{
	struct strings scopes = STRINGS_INIT;
	json_t *array = json_array();

	strings_split(&scopes, entry->scope, " ");
	for (size_t i = 0; i < scopes.count; i++)
		json_array_append_new(array, json_string(scopes.item[i]));
	strings_release(&scopes);
	return array;
}

/* As Discord writes it: microseconds and a numeric offset. */
static json_t *time_text(int64_t when)
{
	char text[64];
	time_t seconds = (time_t)when;
	struct tm utc;

	if (!gmtime_r(&seconds, &utc) || !strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S.000000+00:00", &utc))
		return json_null();
	return json_string(text);
}

int me_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	const struct entry *entry = bearer_entry(sandbox, request, answer);
	json_t *json;

	(void)err;
	if (!entry)
		return 0;
	json = json_pack("{s:o, s:o, s:o}", "application", application_object(entry->app), "scopes", scope_array(entry),
			 "expires", time_text(entry->expires));
	if (entry_has_scope(entry, "identify"))
		json_object_set_new(json, "user", user_object());
	answer_json(answer, 200, json);
	return 0;
}

static json_t *bot_object(const struct app *app)
{
	return json_pack("{s:s, s:s, s:n, s:s, s:n, s:i, s:b}", "id", app->bot_id, "username", app->name, "global_name",
			 "discriminator", "0001", "avatar", "public_flags", 0, "bot", 1);
}

int users_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	const struct app *bot = bot_app(request);
	const struct entry *entry;
	json_t *json;

	(void)err;
	if (bot) {
		answer_json(answer, 200, bot_object(bot));
		return 0;
	}
	entry = bearer_entry(sandbox, request, answer);
	if (!entry)
		return 0;
	if (!entry_has_scope(entry, "identify")) {
		answer_api_error(answer, 403, 50026, "Missing required OAuth2 scope");
		return 0;
	}
	json = user_object();
	json_object_set_new(json, "premium_type", json_integer(0));
	if (entry_has_scope(entry, "email")) {
		json_object_set_new(json, "email", json_string(WORLD_USER_EMAIL));
		json_object_set_new(json, "verified", json_true());
	}
	answer_json(answer, 200, json);
	return 0;
}
