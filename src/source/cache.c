/*
 * cache: the stored access token of the user's own grant, while it is fresh.
 */
#include <inttypes.h>

#include "discred/profile.h"
#include "discred/slot.h"
#include "discred/source.h"

static enum source_result get(const struct source_context *context, struct token *token, struct error *err)
{
	const struct profile *profile = context->profile;

	if (slot_load_token(context->store, profile->id, "token", token, err) < 0) {
		if (err->code != ERROR_NONE)
			return SOURCE_ABORT;
		error_hint(err, "run 'discred auth login %s'", profile->id);
		return SOURCE_SKIP;
	}
	if (!slot_token_serves(profile, token->client_id, token->api_base, token->scope_asked, err))
		return SOURCE_SKIP;
	if (source_suffices(context, token, context->now))
		return SOURCE_OK;
	if (token->refused)
		error_set(err, ERROR_NONE, "Discord refused the stored token");
	else if (token->issued > context->now + TOKEN_CLOCK_SKEW)
		error_set(err, ERROR_NONE, "the stored token was issued in the future: the clock is wrong");
	else if (token->expires <= context->now)
		error_set(err, ERROR_NONE, "the stored token has expired");
	else
		error_set(err, ERROR_NONE, "the stored token has only %" PRId64 " s left",
			  token->expires - context->now);
	error_hint(err, "run 'discred auth login %s'", profile->id);
	return SOURCE_SKIP;
}

static const struct source_option options[] = {{.name = NULL}};

const struct source source_cache = {
    .name = "cache",
    .help = "the stored access token of the user's grant, while it is fresh",
    .kind = SOURCE_CACHE,
    .type = "Bearer",
    .options = options,
    .get = get,
};
