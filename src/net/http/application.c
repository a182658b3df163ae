#include "net/http/application.h"

#include <string.h>

static const char route[] = "/applications/@me";

static bool has_id(const json_t *object)
{
	const char *id = json_text(object, "id");

	return id && *id && !id[strspn(id, "0123456789")];
}

int application_load(struct discord_api *api, const struct token *bot, json_t **application, struct error *err)
{
	const struct http_request request = {.method = "GET"};

	if (discord_api_json(api, &request, route, bot, application, err) < 0)
		return -1;
	if (has_id(*application))
		return 0;
	json_decref(*application);
	*application = NULL;
	return error_set(err, ERROR_TEMP, "the answer to %s has no id", route);
}

bool application_has_flag(const json_t *application, uint64_t bits)
{
	return (uint64_t)json_integer_value(json_object_get(application, "flags")) & bits;
}

/* The whole number goes back, with one bit more: Discord takes no other change of it. */
static int write_flags(struct discord_api *api, const struct token *bot, json_int_t flags, struct error *err)
{
	struct buf body = BUF_INIT(BUF_FILE_MAX);
	const struct http_request request = {.method = "PATCH", .body = &body, .body_type = "application/json"};
	json_t *changed = NULL;
	int result;

	buf_printf(&body, "{\"flags\": %" JSON_INTEGER_FORMAT "}", flags);
	result = discord_api_json(api, &request, route, bot, &changed, err);
	json_decref(changed);
	buf_release(&body);
	return result;
}

int application_set_flag(struct discord_api *api, const struct token *bot, uint64_t bit, json_t **application,
			 struct error *err)
{
	json_int_t flags;

	if (application_load(api, bot, application, err) < 0)
		return -1;
	flags = json_integer_value(json_object_get(*application, "flags"));
	json_decref(*application);
	*application = NULL;
	if (write_flags(api, bot, flags | (json_int_t)bit, err) < 0 || application_load(api, bot, application, err) < 0)
		return -1;
	if (application_has_flag(*application, bit))
		return 0;
	json_decref(*application);
	*application = NULL;
	error_set(err, ERROR_DENIED, "Discord has left it off");
	return error_hint(err, "switch it on in the portal, on the page Bot");
}
