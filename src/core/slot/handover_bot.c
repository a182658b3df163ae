#include "core/slot/handover.h"

int handover_bot(const struct source_context *context, const struct source_table *sources, struct token *token,
		 struct error *err)
{
	const struct source_settings none = {.item = NULL, .count = 0};
	struct source_context own = *context;
	struct store store = {.ops = NULL};
	int result = -1;

	if (store_open(&store, context->stores, context->profile->store, context->env, err) < 0)
		return -1;
	own.store = &store;
	own.settings = &none;
	token_release(token);
	if (sources->bot->get(&own, token, err) == SOURCE_OK)
		result = 0;
	else
		error_prefix(err, "profile '%s'", context->profile->id);
	store_close(&store);
	return result;
}
