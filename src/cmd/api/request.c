#include "cmd/api/request.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
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

/* A file to send: more than Discord takes from anybody. */
enum { FORM_MAX = 512 * 1024 * 1024 };

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
	return result;
}

/* "NAME=@FILE": its bytes, and what it is called; "NAME=VALUE". */
static int add_form(struct api_call *call, const char *form, struct error *err)
{
	size_t len = strcspn(form, "=");
	const char *value = form + len + 1;
	bool is_file = *value == '@';
	struct buf *data = &call->part_data[call->part_count];
	struct http_part *part = &call->parts[call->part_count];
	const char *slash = strrchr(value, '/');

	buf_init(data, FORM_MAX);
	*part = (struct http_part){.name = xstrndup(form, len), .data = data};
	call->part_count++;
	if (!is_file) {
		buf_str(data, value);
		return 0;
	}
	part->filename = slash ? slash + 1 : value + 1;
	if (!strcmp(value + 1, "-"))
		part->filename = "stdin";
	return read_input(value + 1, data, err) < 0 ? error_prefix(err, "option '--form'") : 0;
}

static int make_parts(struct api_call *call, struct error *err)
{
	const struct api_options *options = call->options;

	call->parts = xcalloc(options->forms.count + 1, sizeof(*call->parts));
	call->part_data = xcalloc(options->forms.count + 1, sizeof(*call->part_data));
	for (size_t i = 0; i < options->forms.count; i++)
		if (add_form(call, options->forms.item[i], err) < 0)
			return -1;
	if (!options->fields.count)
		return 0;
	buf_init(&call->part_data[call->part_count], DISCORD_REPLY_MAX);
	call->parts[call->part_count] = (struct http_part){
	    .name = xstrdup("payload_json"), .type = "application/json", .data = &call->part_data[call->part_count]};
	call->part_count++;
	return make_object(&options->fields, &call->part_data[call->part_count - 1], err);
}

void api_call_release(struct api_call *call)
{
	for (size_t i = 0; i < call->part_count; i++) {
		free((char *)call->parts[i].name);
		buf_release(&call->part_data[i]);
	}
	filter_free(call->filter);
	free(call->parts);
	free(call->part_data);
	buf_release(&call->authorization);
	token_release(&call->token);
	buf_release(&call->body);
	buf_release(&call->path);
	discord_api_release(&call->api);
}

static void add_bound(struct buf *path, const char *name, uint64_t id)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, id);
	if (!strchr(buf_text(path), '?'))
		buf_char(path, '?');
	query_add(path, name, text);
}

static int make_query(struct api_call *call, struct error *err)
{
	const struct api_options *options = call->options;

	add_query(&options->fields, &call->path);
	if (options->range.after && !options->paginate)
		add_bound(&call->path, "after", options->range.after);
	if (options->range.before != UINT64_MAX && !options->paginate)
		add_bound(&call->path, "before", options->range.before);
	return buf_ok(&call->path) ? 0 : error_set(err, ERROR_USAGE, "the fields are too long");
}

int api_make_body(struct api_call *call, struct error *err)
{
	const struct api_options *options = call->options;
	int result = 0;

	if (!strcmp(options->method, "GET"))
		return make_query(call, err);
	if (options->forms.count)
		return make_parts(call, err);
	if (options->input)
		result = read_input(options->input, &call->body, err) < 0 ? error_prefix(err, "option '--input'") : 0;
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
	    .parts = call->parts,
	    .part_count = call->part_count,
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
	if (call->source->kind == SOURCE_BOT) {
		error_hint(err, "fix bot_token in profile '%s'", call->profile->id);
		return secret_hint_refused(&call->profile->bot_token, "bot_token", call->profile->id, err);
	}
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
