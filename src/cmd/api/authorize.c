#include "base/clock.h"
#include "cmd/api/api.h"
#include "cmd/api/api_route.h"
#include "core/slot/handover.h"

/* Whose token the request is made with. */
static enum token_type choose(const struct api_call *call)
{
	const struct profile *profile = call->profile;

	if (call->wish->type != API_TYPE_ROUTE)
		return call->wish->type == API_TYPE_BOT ? TOKEN_BOT : TOKEN_BEARER;
	/* There is no user to such a profile: its bot is who `@me` is. */
	if (profile_is_invitation(profile) && profile->bot_token.kind != SECRET_ABSENT)
		return TOKEN_BOT;
	return api_route_type(call->wish->method, buf_text(&call->path), &profile->scope);
}

static int walk(struct source_context context, const enum token_type *type, struct token *token, struct error *err)
{
	struct stack_report report = STACK_REPORT_INIT;
	int result;

	context.type = type;
	result = handover_walk(&context, clock_ms, token, &report, err);
	stack_report_release(&report);
	return result;
}

/* The profile's bot_token, or a bot's token that a source of its stack knows. */
static int fetch_bot(const struct source_context *context, struct token *token, struct error *err)
{
	static const enum token_type bot = TOKEN_BOT;

	if (context->profile->bot_token.kind != SECRET_ABSENT)
		return handover_bot(context, &source_table, token, err);
	if (!walk(*context, &bot, token, err))
		return 0;
	if (err->code != ERROR_NONE && err->code != ERROR_CONFIG)
		return -1;
	error_set(err, ERROR_CONFIG, "profile '%s' has no bot_token, and Discord serves this route to bots alone",
		  context->profile->id);
	return error_hint(err, "set bot_token in the profile");
}

static int fetch_bearer(const struct api_call *call, const struct source_context *context, struct token *token,
			struct error *err)
{
	static const enum token_type bearer = TOKEN_BEARER;

	return walk(*context, call->wish->type == API_TYPE_BEARER ? &bearer : NULL, token, err);
}

int api_authorize(struct api_call *call, const struct environ *env, struct error *err)
{
	struct source_context context = handover_context(call->profile, &store_table, env, clock_now(), -1);
	struct token token = TOKEN_INIT;
	int result;

	if (call->wish->type == API_TYPE_NONE)
		return 0;
	if (choose(call) == TOKEN_BOT)
		result = fetch_bot(&context, &token, err);
	else
		result = fetch_bearer(call, &context, &token, err);
	if (!result)
		discord_api_authorization(&token, &call->authorization);
	token_release(&token);
	return result;
}
