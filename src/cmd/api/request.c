#include "cmd/api/request.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/query.h"
#include "base/url.h"
#include "cmd/api/route.h"
#include "core/output/json.h"
#include "core/slot/handover.h"
#include "net/oauth/authorization.h"

static void add_query(const struct strings *fields, struct buf *path)
{
	if (fields->count && !strchr(buf_text(path), '?'))
		buf_char(path, '?');
	for (size_t i = 0; i < fields->count; i++) {
		const char *field = fields->item[i];
		size_t len = strcspn(field, "=");
		char *name = xstrndup(field, len);

		query_add(path, name, field + len + 1);
		free(name);
	}
}

static int make_object(const struct strings *fields, struct buf *body, struct error *err)
{
	json_t *object = json_object();
	int result = 0;

	for (size_t i = 0; i < fields->count && !result; i++) {
		const char *field = fields->item[i];
		size_t len = strcspn(field, "=");
		char *key = xstrndup(field, len);

		/* jansson takes nothing but UTF-8. */
		if (json_object_set_new(object, key, json_string(field + len + 1)) < 0)
			result = error_set(err, ERROR_USAGE, "a field is not UTF-8");
		free(key);
	}
	if (!result)
		json_write(object, body);
	json_decref(object);
	return result;
}

static int read_input(const char *name, struct buf *body, struct error *err)
{
	int result;

	if (!strcmp(name, "-"))
		result = file_read(STDIN_FILENO, "stdin", body, err);
	else
		result = file_load(AT_FDCWD, name, FILE_PLAIN, body, err);
	/* It is the command line that names it, and no file of ours. */
	if (result < 0 && err->code == ERROR_CONFIG)
		err->code = ERROR_USAGE;
	return result < 0 ? error_prefix(err, "option '--input'") : 0;
}

int api_make_body(struct api_call *call, struct error *err)
{
	const struct api_options *options = call->options;
	int result = 0;

	if (!strcmp(options->method, "GET")) {
		add_query(&options->fields, &call->path);
		return buf_ok(&call->path) ? 0 : error_set(err, ERROR_USAGE, "the fields are too long");
	}
	if (options->input)
		result = read_input(options->input, &call->body, err);
	else if (options->fields.count)
		result = make_object(&options->fields, &call->body, err);
	call->has_body = options->input || options->fields.count;
	if (!result && !buf_ok(&call->body))
		result = error_set(err, ERROR_USAGE, "the body is too long");
	return result;
}

/* Whose token the request is made with. */
static enum token_type choose(const struct api_call *call)
{
	const struct profile *profile = call->profile;

	if (call->options->type != API_TYPE_ROUTE)
		return call->options->type == API_TYPE_BOT ? TOKEN_BOT : TOKEN_BEARER;
	/* There is no user to such a profile: its bot is who `@me` is. */
	if (profile_is_bot(profile) || (profile_is_invitation(profile) && profile->bot_token.kind != SECRET_ABSENT))
		return TOKEN_BOT;
	return api_route_type(call->options->method, buf_text(&call->path), &profile->scope);
}

static int walk(struct api_call *call, struct source_context context, const enum token_type *type, struct error *err)
{
	struct stack_report report = STACK_REPORT_INIT;
	int result;

	context.type = type;
	result = handover_walk(&context, clock_ms, &call->token, &report, err);
	if (!result)
		call->source = report.answered->source;
	stack_report_release(&report);
	return result;
}

/* The profile's bot_token, or a bot's token that a source of its stack knows. */
static int fetch_bot(struct api_call *call, const struct source_context *context, struct error *err)
{
	static const enum token_type bot = TOKEN_BOT;

	if (context->profile->bot_token.kind != SECRET_ABSENT) {
		call->source = source_table.bot;
		return handover_bot(context, &source_table, &call->token, err);
	}
	if (!walk(call, *context, &bot, err))
		return 0;
	if (err->code != ERROR_NONE && err->code != ERROR_CONFIG)
		return -1;
	error_set(err, ERROR_CONFIG, "profile '%s' has no bot_token, and Discord serves this route to bots alone",
		  context->profile->id);
	return error_hint(err, "set bot_token in the profile");
}

static int fetch_bearer(struct api_call *call, const struct source_context *context, struct error *err)
{
	static const enum token_type bearer = TOKEN_BEARER;

	return walk(call, *context, call->options->type == API_TYPE_BEARER ? &bearer : NULL, err);
}

int api_authorize(struct api_call *call, struct error *err)
{
	struct source_context context = handover_context(call->profile, &store_table, call->env, clock_now(), -1);
	int result;

	if (call->options->type == API_TYPE_NONE)
		return 0;
	if (choose(call) == TOKEN_BOT)
		result = fetch_bot(call, &context, err);
	else
		result = fetch_bearer(call, &context, err);
	if (!result)
		discord_api_authorization(&call->token, &call->authorization);
	return result;
}

int api_send(struct api_call *call, const char *path, struct http_reply *reply, struct error *err)
{
	const char *type = call->options->body_type;
	struct http_request request = {
	    .method = call->options->method,
	    .body = call->has_body ? &call->body : NULL,
	    .body_type = type ? type : "application/json",
	    .headers = &call->options->headers,
	    .authorization = call->authorization.len ? &call->authorization : NULL,
	    .once = strcmp(call->options->method, "GET") != 0,
	};

	return discord_api_perform(&call->api, &request, path, reply, err);
}

/* The API refused the token, for this route at least. */
static int explain_refusal(const struct api_call *call, struct error *err)
{
	struct error reason = ERROR_INIT;
	enum authorization state;

	if (!call->token.secret.len)
		return error_hint(err, "leave '--type none' out");
	if (call->source->kind == SOURCE_BOT)
		return error_hint(err, "fix bot_token in profile '%s'", call->profile->id);
	if (call->token.type == TOKEN_BOT)
		return error_hint(err, "the token came from source '%s': replace it there", call->source->name);
	state = authorization_ask(&call->api.http, &call->token, NULL, &reason);
	if (state == AUTHORIZATION_ENDED)
		authorization_ended(call->profile, call->env, &call->token, &reason);
	return authorization_hint(state, call->profile, call->source, err);
}

int api_fail(const struct api_call *call, const struct http_reply *reply, struct error *err)
{
	const char *id = call->profile->id;
	bool refused;

	discord_api_error(reply, &refused, err);
	if (refused)
		return explain_refusal(call, err);
	if (err->code == ERROR_DENIED && !err->hint[0])
		return error_hint(err, "'discred auth check %s' says what is granted", id);
	if (err->code == ERROR_USAGE && !err->hint[0])
		return error_hint(err, "the answer on stdout says what is wrong with the request");
	if (reply->status >= 500 && strcmp(call->options->method, "GET") != 0)
		return error_hint(err, "the request may have been carried out: see what became of it, then try again");
	return -1;
}
