#include "base/memory.h"
#include "cmd/auth/check.h"
#include "core/discord/permission.h"

json_t *check_ask(struct auth_check *check, const struct token *token, const char *path, struct error *err)
{
	const struct http_request request = {.method = "GET"};
	json_t *value;

	return discord_api_json(&check->api, &request, path, token, &value, err) < 0 ? NULL : value;
}

uint64_t check_id(const json_t *object, const char *name)
{
	const char *text = json_text(object, name);
	struct error err = ERROR_INIT;
	uint64_t id;

	return text && !permission_parse_number(text, &id, &err) ? id : 0;
}

char *check_text(const json_t *object, const char *name)
{
	const char *text = json_text(object, name);
	char *copy = xstrdup(text ? text : "?");

	text_sanitize(copy);
	return copy;
}
