/*
 * refresh: a new access token for the user's grant, made by `discred-auth refresh --record` in a child, so that the
 * caller links no network library and never sees the refresh token.
 *
 * If somebody else is renewing already, their result is waited for instead. When the time is over the child is left to
 * finish: killing it could cost the grant.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "child.h"
#include "discred/clock.h"
#include "discred/marker.h"
#include "discred/memory.h"
#include "discred/slot.h"

/* Whether nobody is renewing at the moment; waits for whoever is. */
static int wait_for_others(const struct source_context *context, int wait_ms, bool *waited, struct error *err)
{
	const struct store_ops *ops = context->store->ops;
	struct store_hold hold;

	*waited = false;
	if (ops->lock(context->store, context->profile->id, STORE_SHARED, 0, &hold, err) < 0) {
		if (err->code != ERROR_TEMP)
			return -1;
		*waited = true;
		if (ops->lock(context->store, context->profile->id, STORE_SHARED, wait_ms, &hold, err) < 0)
			return -1;
	}
	ops->unlock(&hold);
	return 0;
}

/* What can be said without a child: somebody else's new token, or the failure that they left. */
static bool answered_by_others(const struct source_context *context, struct token *token, enum source_result *result,
			       struct error *err)
{
	const struct profile *profile = context->profile;
	int64_t now = clock_now();
	struct marker marker;
	bool remembered;

	remembered = marker_answers(context->store, MARKER_REFRESH, profile, context->env, context->now, now, &marker);
	if (!slot_load_token(context->store, profile->id, "token", token, err) &&
	    slot_token_serves(profile, token->client_id, token->api_base, token->scope_asked, err)) {
		*result = SOURCE_OK;
		if (token_fresh(token, now, context->min_valid))
			return true;
		/* It outlives trouble that will pass, not a refusal. */
		if (remembered && (marker.error.code == ERROR_TEMP || marker.error.code == ERROR_SYS) &&
		    !context->min_valid_demanded && token_fresh(token, now, 0))
			return true;
	}
	token_release(token);
	if (!remembered)
		return false;
	*err = marker.error;
	*result = SOURCE_FAIL;
	return true;
}

static enum source_result ask(const struct source_context *context, int wait_ms, struct token *token, struct error *err)
{
	char *min_valid = xasprintf("--min-valid=%" PRId64, context->min_valid);
	const struct child_question question = {
	    .words = {"refresh", "--record", context->profile->id, context->min_valid_demanded ? min_valid : NULL},
	    .what = "renewal",
	    .wait_ms = wait_ms,
	};
	enum source_result result = child_ask(context, &question, token, err);

	free(min_valid);
	return result;
}

static enum source_result get(const struct source_context *context, struct token *token, struct error *err)
{
	int wait_ms = source_seconds(context->settings, "timeout") * 1000;
	int64_t deadline = clock_ms() + wait_ms;
	enum source_result result;
	bool waited;

	if (wait_for_others(context, wait_ms, &waited, err) < 0)
		return err->code == ERROR_CONFIG ? SOURCE_ABORT : SOURCE_FAIL;
	if (answered_by_others(context, token, &result, err))
		return result;
	wait_ms = (int)(deadline - clock_ms());
	return ask(context, wait_ms > 0 ? wait_ms : 0, token, err);
}

static const struct source_option options[] = {
    {"timeout", OPTION_SECONDS, false, "60", "how long to wait for the renewal"},
    {.name = NULL},
};

const struct source source_refresh = {
    .name = "refresh",
    .help = "a renewed access token for the user's grant",
    .type = "Bearer",
    .options = options,
    .get = get,
};
