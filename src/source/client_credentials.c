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

enum { WAIT_S = 60 };

static enum source_result ask(const struct source_context *context, const char *scope, struct token *token,
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
	    .wait_ms = WAIT_S * 1000,
	    .timeout = WAIT_S,
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
	} else if (token->secret.len && token_fresh(token, context->now, context->min_valid)) {
		result = SOURCE_OK;
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

/* Trouble that will pass does not matter to a token that is still alive, unless more was demanded. */
static bool outlives(const struct source_context *context, const char *scope, struct token *token,
		     const struct error *err)
{
	struct error trouble = ERROR_INIT;

	return (err->code == ERROR_TEMP || err->code == ERROR_SYS) && !context->min_valid_demanded &&
	       !source_token_load(context->store, context->profile, SOURCE_TOKEN_OWNER, scope, token, &trouble) &&
	       token_fresh(token, clock_now(), 0);
}

static enum source_result get(const struct source_context *context, struct token *token, struct error *err)
{
	enum source_result result;
	char *scope;

	if (source_token_owner_scope(context->profile, source_setting(context->settings, "scope"), &scope, err) < 0)
		return SOURCE_FAIL;
	result = find(context, scope, token, err);
	if (result == SOURCE_SKIP)
		result = ask(context, scope, token, err);
	if (result == SOURCE_FAIL && outlives(context, scope, token, err)) {
		log_note("%s; the token in use is still good", err->text);
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
