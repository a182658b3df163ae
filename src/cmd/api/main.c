/*
 * discred api: a request to Discord's API with the token that its route wants.
 */
#include <stdlib.h>

#include "cmd/api/options.h"
#include "cmd/api/output.h"
#include "cmd/api/pages.h"
#include "cmd/api/paging.h"
#include "cmd/api/path.h"
#include "cmd/api/request.h"
#include "discred/main.h"

/* The time limit of one attempt to upload files. */
enum { UPLOAD_MS = 30 * 60 * 1000 };

/* A list as its items, or what is no list as it is, each on a line. */
static int print_lines(struct api_call *call, const struct http_reply *reply, struct error *err)
{
	struct json_slice whole = {buf_text(&reply->body), reply->body.len};
	struct json_slice *items = NULL;
	size_t count = 1;
	bool list = json_items(&reply->body, &items, &count);
	int result = 0;

	for (size_t i = 0; i < (list ? count : 1) && !result; i++) {
		struct json_slice item = list ? items[i] : whole;

		result = call->filter ? api_print_filtered(call->filter, item, err) : api_print_line(item, err);
	}
	free(items);
	return result;
}

static int print_answer(struct api_call *call, const struct http_reply *reply, struct error *err)
{
	json_t *value = call->options->lines || call->filter ? json_parse_any(&reply->body) : NULL;
	bool is_json = value != NULL;

	json_decref(value);
	/* The answer to a DELETE is empty. */
	if (!is_json)
		return api_print_reply(reply, call->options->include, err);
	if (call->options->lines)
		return print_lines(call, reply, err);
	return api_print_filtered(call->filter, (struct json_slice){buf_text(&reply->body), reply->body.len}, err);
}

static int run_once(struct api_call *call, struct error *err)
{
	struct http_reply reply = HTTP_REPLY_INIT;
	int result = api_send(call, buf_text(&call->path), &reply, err);

	if (!result)
		result = discord_api_succeeded(&reply) ? print_answer(call, &reply, err)
						       : api_print_reply(&reply, call->options->include, err);
	if (!result && !discord_api_succeeded(&reply))
		result = api_fail(call, &reply, err);
	http_reply_release(&reply);
	return result;
}

/* All that can be wrong with the request is found before a token is fetched. */
static int prepare(struct api_call *call, struct error *err)
{
	struct paging paging = PAGING_INIT;
	int result = api_path_resolve(call->options->path, call->profile, &call->path, err);

	if (!result)
		result = api_make_body(call, err);
	if (!result && call->options->paginate)
		result = paging_open(&paging, buf_text(&call->path), &call->options->range, err);
	if (!result && call->options->filter)
		result = filter_open(call->options->filter, &call->filter, err);
	paging_release(&paging);
	return result;
}

static int run(const struct api_options *options, const struct profile *profile, const struct environ *env,
	       struct error *err)
{
	char *user_agent = profile_user_agent(profile);
	struct api_call call = {
	    .options = options,
	    .profile = profile,
	    .api = DISCORD_API_INIT,
	    .path = BUF_INIT(BUF_TOKEN_MAX),
	    .body = BUF_INIT(DISCORD_REPLY_MAX),
	    .token = TOKEN_INIT,
	    .authorization = BUF_INIT(2 * BUF_TOKEN_MAX),
	    .env = env,
	};
	int result;

	call.api.base = profile->api_base;
	call.api.http.user_agent = user_agent;
	call.api.http.ca_file = profile->ca_file;
	call.api.http.env = env;
	call.api.http.reply_max = DISCORD_REPLY_MAX;
	if (options->forms.count)
		call.api.http.total_ms = UPLOAD_MS;
	result = prepare(&call, err);
	if (!result)
		result = api_authorize(&call, err);
	if (!result)
		result = options->paginate ? api_run_pages(&call, err) : run_once(&call, err);
	api_call_release(&call);
	free(user_agent);
	return result;
}

int cmd_main(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct profile profile;
	struct api_options options;
	int result = api_options_parse(argc, argv, &options, err);

	if (result > 0) {
		result = profile_open(&profile, options.profile, env, &source_table, stderr, err);
		if (!result) {
			result = run(&options, &profile, env, err);
			profile_release(&profile);
		}
	}
	api_options_release(&options);
	return result;
}
