#include <string.h>

#include "base/memory.h"
#include "cmd/auth/check.h"
#include "core/discord/permission.h"

json_t *check_ask(struct auth_check *check, const struct token *token, const char *path, struct error *err)
{
	struct buf authorization = BUF_INIT(2 * BUF_TOKEN_MAX);
	struct http_request request = {.method = "GET", .authorization = &authorization};
	struct http_reply reply = HTTP_REPLY_INIT;
	json_t *value = NULL;
	int result;

	discord_api_authorization(token, &authorization);
	result = discord_api_perform(&check->api, &request, path, &reply, err);
	buf_release(&authorization);
	if (!result && !discord_api_succeeded(&reply))
		result = discord_api_error(&reply, NULL, err);
	if (!result)
		value = json_parse_any(&reply.body);
	if (!result && !json_is_object(value) && !json_is_array(value)) {
		json_decref(value);
		value = NULL;
		error_set(err, ERROR_TEMP, "'%s' answered something that is not from the API",
			  reply.host ? reply.host : "server");
	}
	http_reply_release(&reply);
	return value;
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
