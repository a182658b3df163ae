#include "core/slot/handover.h"

int handover_bot(const struct source_context *context, const struct source_table *sources, struct token *token,
		 struct error *err)
{
	const struct source *bot = source_find(sources, "bot");
	const struct source_settings none = {.item = NULL, .count = 0};
	struct source_context own = *context;
	struct store store = {.ops = NULL};
	int result = -1;

	if (!bot)
		return error_set(err, ERROR_BUG, "there is no source 'bot'");
	if (store_open(&store, context->env, err) < 0)
		return -1;
	own.store = &store;
	own.settings = &none;
	token_release(token);
	if (bot->get(&own, token, err) == SOURCE_OK)
		result = 0;
	else
		error_prefix(err, "profile '%s'", context->profile->id);
	store_close(&store);
	return result;
}
