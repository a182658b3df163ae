#include "api.h"
#include "discred/api_route.h"
#include "discred/clock.h"
#include "discred/handover.h"

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

static int fetch_bot(const struct api_call *call, const struct handover *handover, struct token *token,
		     struct error *err)
{
	if (call->profile->bot_token.kind != SECRET_ABSENT)
		return handover_bot(handover, token, err);
	error_set(err, ERROR_CONFIG, "profile '%s' has no bot_token, and Discord serves this route to bots alone",
		  call->profile->id);
	return error_hint(err, "set bot_token in the profile");
}

static int fetch_bearer(const struct api_call *call, const struct handover *handover, struct token *token,
			struct error *err)
{
	struct stack_report report = STACK_REPORT_INIT;
	int result = handover_stack(handover, token, &report, err);

	stack_report_release(&report);
	if (!result && call->wish->type == API_TYPE_BEARER && token->type != TOKEN_BEARER)
		result =
		    error_set(err, ERROR_CONFIG, "profile '%s': the stack answered a bot's token, not a Bearer token",
			      call->profile->id);
	return result;
}

int api_authorize(struct api_call *call, const struct environ *env, struct error *err)
{
	struct store store = {.ops = NULL};
	struct handover handover = {
	    .profile = call->profile, .env = env, .store = &store, .now = clock_now(), .clock_ms = clock_ms};
	struct token token = TOKEN_INIT;
	int result;

	if (call->wish->type == API_TYPE_NONE)
		return 0;
	if (store_open(&store, env, err) < 0)
		return -1;
	if (choose(call) == TOKEN_BOT)
		result = fetch_bot(call, &handover, &token, err);
	else
		result = fetch_bearer(call, &handover, &token, err);
	if (!result)
		handover_header(&token, &call->authorization);
	token_release(&token);
	store_close(&store);
	return result;
}
