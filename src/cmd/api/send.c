#include <string.h>

#include "cmd/api/api.h"

int api_send(struct api_call *call, const char *path, struct http_reply *reply, struct error *err)
{
	const char *type = call->wish->body_type;
	struct http_request request = {
	    .method = call->wish->method,
	    .body = call->has_body ? &call->body : NULL,
	    .body_type = type ? type : "application/json",
	    .headers = &call->wish->headers,
	    .authorization = call->authorization.len ? &call->authorization : NULL,
	    .once = strcmp(call->wish->method, "GET") != 0,
	};

	return discord_api_perform(&call->api, &request, path, reply, err);
}

int api_fail(const struct api_call *call, const struct http_reply *reply, struct error *err)
{
	const char *id = call->profile->id;
	bool refused;

	discord_api_error(reply, &refused, err);
	if (refused && !strncmp(buf_text(&call->authorization), "Bot ", 4))
		return error_hint(err, "fix bot_token in profile '%s'", id);
	if (refused && call->authorization.len)
		return error_hint(
		    err, "run 'discred auth refresh --force %s', and if that is refused 'discred auth login %s'", id,
		    id);
	if (refused)
		return error_hint(err, "leave '--type none' out");
	if (err->code == ERROR_DENIED && !err->hint[0])
		return error_hint(err, "'discred auth check %s' says what is granted", id);
	if (err->code == ERROR_USAGE && !err->hint[0])
		return error_hint(err, "the answer on stdout says what is wrong with the request");
	if (reply->status >= 500 && strcmp(call->wish->method, "GET") != 0)
		return error_hint(err, "the request may have been carried out: see what became of it, then try again");
	return -1;
}
