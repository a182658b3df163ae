/*
 * client_credentials: a Bearer token for the application's owner, for the owner's own scripts. It is kept apart from
 * the user's tokens, and renewed by `discred-auth` asking again.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "core/slot/backoff.h"
#include "core/slot/source_token.h"
#include "source/child.h"

/* How long a caller waits: with a living token, and without. */
enum { WITH_TOKEN_MS = 2000, WAIT_MS = 90000 };

static enum source_result ask(const struct source_context *context, const char *scope, int wait_ms, struct token *token,
			      struct error *err)
{
	char *min_valid = xasprintf("--min-valid=%" PRId64, context->min_valid);
	char *asked = xasprintf("--scope=%s", scope);
	char *begun = xasprintf("--begun=%" PRId64, context->now);
	const struct child_question question = {
	    .words = {"answer", asked, begun, SOURCE_TOKEN_OWNER, context->profile->id,
		      context->min_valid_demanded ? min_valid : NULL},
	    .what = "request",
	    .by_hand = "login --client-credentials",
	    .wait_ms = wait_ms,
	};
	enum source_result result = child_ask(context, &question, token, err);

	free(asked);
	free(begun);
	free(min_valid);
	return result;
}

static enum source_result find(const struct source_context *context, const char *scope, struct token *token,
			       struct error *err)
{
	char *slot = backoff_owner_slot(scope);
	const struct backoff_key key = {.slot = slot, .profile = context->profile, .env = context->env, .about = scope};
	enum source_result result = SOURCE_SKIP;
	int64_t now = clock_now();
	struct backoff backoff;

	if (source_token_load(context->store, context->profile, SOURCE_TOKEN_OWNER, scope, token, err) < 0 &&
	    err->code != ERROR_NONE) {
		result = SOURCE_ABORT;
	} else if (token->secret.len && source_suffices(context, token, context->now)) {
		result = SOURCE_OK;
	} else if (token->secret.len && context->min_valid_demanded && token_alive(token, now) &&
		   source_demands_too_much(token, context->min_valid, err)) {
		result = SOURCE_FAIL;
	} else {
		backoff_load(context->store, &key, now, &backoff);
		if (backoff_holds(&backoff, context->now, now, BACKOFF_REFUSED, false)) {
			*err = backoff.error;
			result = SOURCE_FAIL;
		}
	}
	free(slot);
	return result;
}

static bool load_alive(const struct source_context *context, const char *scope, struct token *token)
{
	struct error ignored = ERROR_INIT;

	return !source_token_load(context->store, context->profile, SOURCE_TOKEN_OWNER, scope, token, &ignored) &&
	       token_alive(token, clock_now());
}

static enum source_result get(const struct source_context *context, struct token *token, struct error *err)
{
	enum source_result result;
	bool waits;
	bool own;
	char *scope;

	if (source_token_owner_scope(context->profile, source_setting(context->settings, "scope"), &scope, err) < 0)
		return SOURCE_FAIL;
	result = find(context, scope, token, err);
	own = result == SOURCE_SKIP;
	if (own) {
		waits = context->min_valid_demanded || !load_alive(context, scope, token);
		result = ask(context, scope, waits ? WAIT_MS : WITH_TOKEN_MS, token, err);
	}
	if (result != SOURCE_OK && !context->min_valid_demanded && load_alive(context, scope, token)) {
		if (own)
			log_warn("%s; the token in use is still good", err->text);
		result = SOURCE_OK;
	}
	free(scope);
	return result;
}

static const struct source_option options[] = {
    {"scope", OPTION_SCOPES, false, NULL, "what to ask for; the profile's scopes if not given"},
    {.name = NULL},
};

const struct source source_client_credentials = {
    .name = SOURCE_TOKEN_OWNER,
    .help = "a token for the application's owner",
    .kind = SOURCE_CLIENT,
    .type = "Bearer",
    .options = options,
    .get = get,
};
