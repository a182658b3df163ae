#include "net/http/discord_api.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/signals.h"
#include "net/http/http_error_body.h"
#include "net/http/http_trace.h"

/* JSON codes of a 400 that speak of the token. */
enum { CODE_UNAUTHORIZED = 40001, CODE_TOKEN_INVALID = 50014, CODE_OAUTH_TOKEN_INVALID = 50025 };

void discord_api_release(struct discord_api *api)
{
	rate_release(&api->rate);
}

/* What is waited counts against the patience of the request. */
static int wait_for_turn(const struct discord_api *api, const char *route, struct http_settings *http,
			 struct error *err)
{
	int64_t wait = rate_wait(&api->rate, route, clock_ms());

	if (!wait)
		return 0;
	if (wait > http->patience_ms) {
		error_set(err, ERROR_TEMP, "the rate limit is used up");
		return error_hint(err, "try again in %" PRId64 " s", (wait + 999) / 1000);
	}
	http_log_wait(wait);
	if (!signals_sleep_ms(wait))
		return error_set(err, ERROR_TEMP, "interrupted while a rate limit was waited for");
	http->patience_ms -= wait;
	return 0;
}

int discord_api_perform(struct discord_api *api, const struct http_request *request, const char *path,
			struct http_reply *reply, struct error *err)
{
	struct buf route = BUF_INIT(BUF_TOKEN_MAX);
	struct buf url = BUF_INIT(BUF_TOKEN_MAX);
	struct http_settings http = api->http;
	struct http_request own = *request;
	int result = -1;

	rate_route(request->method, path, &route);
	buf_printf(&url, "%s%s", api->base, path);
	if (!buf_ok(&url) || !buf_ok(&route)) {
		error_set(err, ERROR_USAGE, "the path is too long");
		goto out;
	}
	own.url = buf_text(&url);
	if (wait_for_turn(api, buf_text(&route), &http, err) < 0)
		goto out;
	result = http_perform(&http, &own, reply, err);
	if (!result)
		rate_learn(&api->rate, buf_text(&route), reply, clock_ms());
out:
	buf_release(&route);
	buf_release(&url);
	return result;
}

void discord_api_authorization(const struct token *token, struct buf *authorization)
{
	buf_str(authorization, token_type_name(token->type));
	buf_char(authorization, ' ');
	buf_add(authorization, buf_text(&token->secret), token->secret.len);
}

bool discord_api_succeeded(const struct http_reply *reply)
{
	return reply->status >= 200 && reply->status < 300;
}

static bool says_refused(int status, const struct http_error_body *body)
{
	if (body->shape != HTTP_SHAPE_API)
		return false;
	return status == 401 ||
	       (status == 400 && (body->code == CODE_UNAUTHORIZED || body->code == CODE_TOKEN_INVALID ||
				  body->code == CODE_OAUTH_TOKEN_INVALID));
}

int discord_api_error(const struct http_reply *reply, bool *refused, struct error *err)
{
	char reason[HTTP_REASON_SIZE];
	struct http_error_body body;
	bool token;

	http_error(reply, reason, err);
	http_error_body_read(&reply->body, &body);
	token = says_refused(reply->status, &body);
	if (refused)
		*refused = token;
	/* What http_error() found a cure for keeps it, and a page from something in between says nothing of the
	 * request. */
	if (reply->status < 400 || reply->status >= 500 || err->code != ERROR_DENIED || token || reply->status == 401 ||
	    reply->status == 403 || body.shape == HTTP_SHAPE_FOREIGN || body.shape == HTTP_SHAPE_CLOUDFLARE)
		return -1;
	err->code = reply->status == 404 || reply->status == 410 ? ERROR_NONE : ERROR_USAGE;
	return -1;
}

int discord_api_json(struct discord_api *api, const struct http_request *request, const char *path,
		     const struct token *token, json_t **value, struct error *err)
{
	struct buf authorization = BUF_INIT(2 * BUF_TOKEN_MAX);
	struct http_request own = *request;
	struct http_reply reply = HTTP_REPLY_INIT;
	int result;

	*value = NULL;
	api->refused = false;
	discord_api_authorization(token, &authorization);
	own.authorization = &authorization;
	result = discord_api_perform(api, &own, path, &reply, err);
	buf_release(&authorization);
	if (!result && !discord_api_succeeded(&reply))
		result = discord_api_error(&reply, &api->refused, err);
	if (!result)
		*value = json_parse_any(&reply.body);
	if (!result && !json_is_object(*value) && !json_is_array(*value)) {
		json_decref(*value);
		*value = NULL;
		result = error_set(err, ERROR_TEMP, "'%s' answered something that is not from the API",
				   reply.host ? reply.host : "server");
	}
	http_reply_release(&reply);
	return result;
}
