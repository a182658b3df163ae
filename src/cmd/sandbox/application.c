#include "cmd/sandbox/application.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "cmd/sandbox/credentials.h"
#include "cmd/sandbox/endpoints.h"
#include "cmd/sandbox/users.h"
#include "core/discord/intent.h"
#include "core/discord/scope.h"
#include "core/output/json.h"

static size_t index_of(const struct app *app)
{
	return (size_t)(app - fixture_apps);
}

bool application_reads_content(const struct sandbox *sandbox, const struct app *app)
{
	return intent_is_on(&intent_table[INTENT_CONTENT], sandbox->app_flags[index_of(app)]);
}

static json_t *redirects_json(const struct sandbox *sandbox)
{
	json_t *list = json_array();

	for (size_t i = 0; i < sandbox->settings->redirects.count; i++)
		json_array_append_new(list, json_string(sandbox->settings->redirects.item[i]));
	return list;
}

/* Those that nobody has to approve. Discord's document of its API knows none of the Social SDK's. */
static json_t *scopes_json(void)
{
	json_t *list = json_array();

	for (size_t i = 0; i < scope_table_count; i++)
		if (!scope_table[i].approval && strncmp(scope_table[i].name, "sdk.", 4) != 0)
			json_array_append_new(list, json_string(scope_table[i].name));
	return list;
}

static int guild_count(struct sandbox *sandbox, const struct app *app)
{
	int count = 0;

	for (size_t i = 0; i < GUILDS; i++)
		count += sandbox_membership(sandbox, app, &fixture_guilds[i])->joined;
	return count;
}

static json_t *application_json(struct sandbox *sandbox, const struct app *app)
{
	uint32_t flags = sandbox->app_flags[index_of(app)];
	char flags_new[16];
	json_t *json;

	snprintf(flags_new, sizeof(flags_new), "%u", (unsigned)flags);
	json = json_pack("{s:s, s:s, s:s, s:i, s:s, s:o, s:o, s:o, s:o, s:i}", "id", app->id, "name", app->name,
			 "description", "An application of the discred sandbox", "flags", (int)flags, "flags_new",
			 flags_new, "redirect_uris", redirects_json(sandbox), "eligible_oauth2_scopes", scopes_json(),
			 "bot", user_bot(app), "owner", user_person(), "approximate_guild_count",
			 guild_count(sandbox, app));
	json_object_update_missing_new(
	    json,
	    json_pack("{s:n, s:n, s:b, s:b, s:s, s:n, s:n, s:i, s:i, s:i, s:n}", "icon", "type", "bot_public", 1,
		      "bot_require_code_grant", sandbox->settings->code_grant, "verify_key",
		      "0000000000000000000000000000000000000000000000000000000000000000", "interactions_endpoint_url",
		      "role_connections_verification_url", "approximate_user_install_count", 0,
		      "approximate_user_authorization_count", 0, "explicit_content_filter", 0, "team"));
	return json;
}

static const struct app *open_application(const struct request *request, struct answer *answer)
{
	const struct app *bot = bot_app(request);

	if (!bot)
		bearer_refuse(answer);
	return bot;
}

int application_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	const struct app *bot = open_application(request, answer);

	(void)err;
	if (bot)
		answer_json(answer, 200, application_json(sandbox, bot));
	return 0;
}

/* Whether the body can be carried out; if not, the answer says why. */
static bool check_change(const json_t *body, uint32_t now, struct answer *answer)
{
	static const char *const others[] = {
	    "description",
	    "icon",
	    "cover_image",
	    "team_id",
	    "interactions_endpoint_url",
	    "explicit_content_filter",
	    "max_participants",
	    "type",
	    "tags",
	    "custom_install_url",
	    "install_params",
	    "role_connections_verification_url",
	    "integration_types_config",
	    "event_webhooks_status",
	    "event_webhooks_url",
	    "event_webhooks_types",
	};
	const json_t *flags = json_object_get(body, "flags");

	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		if (!json_object_get(body, others[i]))
			continue;
		answer_field_error(answer, others[i], "SANDBOX", "The sandbox changes flags only.");
		return false;
	}
	if (flags && !json_is_null(flags) && !json_is_integer(flags)) {
		answer_field_error(answer, "flags", "NUMBER_TYPE_COERCE", "Value is not int.");
		return false;
	}
	if (json_is_integer(flags) && (((uint64_t)json_integer_value(flags) ^ now) & ~intent_limited_bits()) != 0) {
		answer_field_error(answer, "flags", "BASE_TYPE_CHOICES", "Only limited intents can be changed.");
		return false;
	}
	return true;
}

int application_change(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	const struct app *bot = open_application(request, answer);
	json_t *body;

	(void)err;
	if (!bot)
		return 0;
	body = json_parse_object(&request->body);
	if (!request_has_json(request) || !body) {
		answer_api_error(answer, 400, 50109, "The request body contains invalid JSON.");
	} else if (check_change(body, sandbox->app_flags[index_of(bot)], answer)) {
		const json_t *flags = json_object_get(body, "flags");

		if (json_is_integer(flags))
			sandbox->app_flags[index_of(bot)] = (uint32_t)json_integer_value(flags);
		answer_json(answer, 200, application_json(sandbox, bot));
	}
	json_decref(body);
	return 0;
}
