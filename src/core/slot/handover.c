#include "core/slot/handover.h"

#include "base/ui_options.h"

struct source_context handover_context(const struct profile *profile, const struct store_table *stores,
				       const struct environ *env, int64_t now, int64_t min_valid)
{
	return (struct source_context){
	    .profile = profile,
	    .env = env,
	    .stores = stores,
	    .now = now,
	    .min_valid = min_valid >= 0 ? min_valid : profile->min_valid,
	    .min_valid_demanded = min_valid >= 0,
	    .no_input = ui_options()->no_input,
	};
}

/* The bot's token is to be had beside the user's where no stack says otherwise. */
static const struct stack *choose_stack(const struct source_context *context)
{
	const struct profile *profile = context->profile;

	if (context->type && *context->type == TOKEN_BOT && profile->bot_stack.count)
		return &profile->bot_stack;
	return &profile->stack;
}

int handover_walk(const struct source_context *context, int64_t (*clock_ms)(void), struct token *token,
		  struct stack_report *report, struct error *err)
{
	const struct profile *profile = context->profile;
	struct source_context with_store = *context;
	struct store store = {.ops = NULL};
	int result;

	if (store_open(&store, context->stores, context->profile->store, context->env, err) < 0)
		return -1;
	with_store.store = &store;
	result = stack_walk(choose_stack(context), &with_store, clock_ms, token, report, err);
	if (result) {
		error_prefix(err, "profile '%s'", profile->id);
		profile_explain_invitation(profile, err);
	}
	store_close(&store);
	return result;
}
