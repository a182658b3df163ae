/*
 * refresh: a new access token for the user's grant, made by `discred-auth refresh --record` in a child, so that the
 * caller links no network library and never sees the refresh token.
 *
 * If somebody else is renewing already, their result is waited for instead. When the time is over the child is left to
 * finish: killing it could cost the grant. Whatever kept the renewal from happening, a token that is still alive is an
 * answer, unless more was demanded.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "core/slot/backoff.h"
#include "discred/slot.h"
#include "source/child.h"

/* Returns when nobody is renewing. */
static int wait_for_others(const struct source_context *context, int wait_ms, struct error *err)
{
	const struct store_ops *ops = context->store->ops;
	struct store_hold hold;
	int result = ops->lock(context->store, context->profile->id, STORE_SHARED, wait_ms, &hold, err);

	ops->unlock(&hold);
	return result;
}

/* The stored token, if it is the profile's and alive. */
static bool load_alive(const struct source_context *context, struct token *token)
{
	const struct profile *profile = context->profile;
	struct error err = ERROR_INIT;

	return !slot_load_token(context->store, profile->id, "token", token, &err) &&
	       slot_token_serves(profile, token->client_id, token->api_base, token->scope_asked, &err) &&
	       token_fresh(token, clock_now(), 0);
}

/* What can be said without a child: somebody else's new token, or the failure that they left. */
static bool answered_by_others(const struct source_context *context, struct token *token, enum source_result *result,
			       struct error *err)
{
	const struct backoff_key key = {.slot = BACKOFF_GRANT, .profile = context->profile, .env = context->env};
	int64_t now = clock_now();
	struct backoff backoff;
	bool alive = load_alive(context, token);

	/* One that was issued since we began can't be bettered, however little it has left. */
	if (alive && (token_fresh(token, now, context->min_valid) || token->issued >= context->now)) {
		*result = SOURCE_OK;
		return true;
	}
	backoff_load(context->store, &key, now, &backoff);
	if (!backoff_holds(&backoff, context->now, now, BACKOFF_REFUSED, alive))
		return false;
	*err = backoff.error;
	*result = SOURCE_FAIL;
	return true;
}

static enum source_result ask(const struct source_context *context, int wait_ms, struct token *token, struct error *err)
{
	char *begun = xasprintf("--begun=%" PRId64, context->now);
	char *min_valid = xasprintf("--min-valid=%" PRId64, context->min_valid);
	const struct child_question question = {
	    .words = {"refresh", "--record", begun, context->profile->id,
		      context->min_valid_demanded ? min_valid : NULL},
	    .what = "renewal",
	    .by_hand = "refresh",
	    .wait_ms = wait_ms,
	    .timeout = source_seconds(context->settings, "timeout"),
	};
	enum source_result result = child_ask(context, &question, token, err);

	free(begun);
	free(min_valid);
	return result;
}

static enum source_result renew(const struct source_context *context, struct token *token, struct error *err)
{
	int wait_ms = source_seconds(context->settings, "timeout") * 1000;
	int64_t deadline = clock_ms() + wait_ms;
	enum source_result result;

	if (wait_for_others(context, wait_ms, err) < 0)
		return err->code == ERROR_CONFIG ? SOURCE_ABORT : SOURCE_FAIL;
	if (answered_by_others(context, token, &result, err))
		return result;
	wait_ms = (int)(deadline - clock_ms());
	return ask(context, wait_ms > 0 ? wait_ms : 0, token, err);
}

static enum source_result get(const struct source_context *context, struct token *token, struct error *err)
{
	enum source_result result = renew(context, token, err);
	bool passing = err->code == ERROR_TEMP || err->code == ERROR_SYS;

	if (result == SOURCE_FAIL && passing && !context->min_valid_demanded && load_alive(context, token)) {
		log_note("%s; the token in use is still good", err->text);
		result = SOURCE_OK;
	}
	if (result == SOURCE_OK)
		error_clear(err);
	else
		token_release(token);
	return result;
}

static const struct source_option options[] = {
    {"timeout", OPTION_SECONDS, false, "60", "how long to wait for the renewal"},
    {.name = NULL},
};

const struct source source_refresh = {
    .name = "refresh",
    .help = "a renewed access token for the user's grant",
    .kind = SOURCE_REFRESH,
    .type = "Bearer",
    .options = options,
    .get = get,
};
