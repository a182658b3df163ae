/*
 * refresh: a new access token for the user's grant, made by `discred-auth refresh --record` in a child, so that the
 * caller links no network library and never sees the refresh token.
 *
 * If somebody else is renewing already, their result is waited for instead. Whatever kept the renewal from happening, a
 * token that is still alive is an answer, unless more was demanded; and whoever has one waits two seconds at the most.
 * Only a request that was sent is not left alone: a container ends with its first process, and the answer would be lost
 * with it.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "core/slot/backoff.h"
#include "discred/slot.h"
#include "source/child.h"

/* Returns when no renewal is running. */
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
	       token_alive(token, clock_now());
}

/* What can be said without a child: somebody else's new token, or the failure that they left. */
static bool answered_by_others(const struct source_context *context, struct token *token, enum source_result *result,
			       struct error *err)
{
	const struct backoff_key key = {.slot = BACKOFF_GRANT, .profile = context->profile, .env = context->env};
	bool shared = strcmp(context->profile->store, STORE_DEFAULT) != 0;
	int64_t now = clock_now();
	struct backoff backoff;
	bool alive = load_alive(context, token);

	/* One that was issued since we began can't be bettered, however little it has left. */
	*result = SOURCE_OK;
	if (alive && (source_suffices(context, token, now) || token->issued >= context->now))
		return true;
	*result = SOURCE_FAIL;
	if (alive && context->min_valid_demanded && source_demands_too_much(token, context->min_valid, err))
		return true;
	backoff_load(context->store, &key, now, &backoff);
	/* On another host somebody may have logged in since: discred-auth asks the store. */
	if (!backoff_holds(&backoff, context->now, now, shared ? 0 : BACKOFF_REFUSED, alive))
		return false;
	backoff_describe(&backoff, context->profile->id, alive, err);
	return true;
}

static enum source_result ask(const struct source_context *context, int wait_ms, struct token *token, struct error *err)
{
	char *begun = xasprintf("--begun=%" PRId64, context->now);
	char *min_valid = xasprintf("--min-valid=%" PRId64, context->min_valid);
	const struct child_question question = {
	    .words = {"refresh", "--record", "--go-ahead", begun, context->profile->id,
		      context->min_valid_demanded ? min_valid : NULL},
	    .what = "renewal",
	    .by_hand = "refresh",
	    .wait_ms = wait_ms,
	    .go_ahead = true,
	};
	enum source_result result = child_ask(context, &question, token, err);

	free(begun);
	free(min_valid);
	return result;
}

/* How long a caller waits who has a living token. */
enum { WITH_TOKEN_MS = 2000 };

/* `own`: what failed was this caller's attempt. */
static enum source_result renew(const struct source_context *context, struct token *token, bool *own, struct error *err)
{
	int timeout_ms = source_seconds(context->settings, "timeout") * 1000;
	bool waits = context->min_valid_demanded || !load_alive(context, token);
	int wait_ms = waits || timeout_ms < WITH_TOKEN_MS ? timeout_ms : WITH_TOKEN_MS;
	int64_t deadline = clock_ms() + wait_ms;
	enum source_result result;

	if (wait_for_others(context, wait_ms, err) < 0) {
		*own = err->code != ERROR_TEMP;
		return err->code == ERROR_CONFIG ? SOURCE_ABORT : SOURCE_FAIL;
	}
	if (answered_by_others(context, token, &result, err))
		return result;
	*own = true;
	wait_ms = (int)(deadline - clock_ms());
	return ask(context, wait_ms > 0 ? wait_ms : 0, token, err);
}

/* What is to be done besides taking this token is said once, by the one whose renewal failed. */
static void tell(const struct error *err, bool own)
{
	bool lasts = err->code == ERROR_DENIED || err->code == ERROR_CONFIG;

	if (own)
		log_warn("%s; the token in use is still good%s%s", err->text, lasts && err->hint[0] ? "; " : "",
			 lasts ? err->hint : "");
	else
		log_detail("%s; the token in use is still good", err->text);
}

static enum source_result get(const struct source_context *context, struct token *token, struct error *err)
{
	bool own = false;
	enum source_result result = renew(context, token, &own, err);

	if (result == SOURCE_OK && context->min_valid_demanded && !source_suffices(context, token, clock_now())) {
		if (!source_demands_too_much(token, context->min_valid, err))
			error_set(err, ERROR_TEMP, "its new token does not last as long as is demanded");
		result = SOURCE_FAIL;
	} else if (result != SOURCE_OK && !context->min_valid_demanded && load_alive(context, token)) {
		/* Nothing failed where there is nothing to renew with. */
		tell(err, own && result != SOURCE_SKIP);
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
