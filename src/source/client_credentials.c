/*
 * client_credentials: a Bearer token for the application's owner, for the owner's own scripts. It is kept apart from
 * the user's tokens, and renewed by `discred-auth` asking again.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "child.h"
#include "discred/clock.h"
#include "discred/kept.h"
#include "discred/marker.h"
#include "discred/memory.h"

enum { WAIT_MS = 60000 };

static enum source_result ask(const struct source_context *context, const char *scope, struct token *token,
			      struct error *err)
{
	char *min_valid = xasprintf("--min-valid=%" PRId64, context->min_valid);
	char *asked = xasprintf("--scope=%s", scope);
	const struct child_question question = {
	    .words = {"answer", asked, KEPT_OWNER, context->profile->id,
		      context->min_valid_demanded ? min_valid : NULL},
	    .what = "request",
	    .wait_ms = WAIT_MS,
	};
	enum source_result result = child_ask(context, &question, token, err);

	free(asked);
	free(min_valid);
	return result;
}

/* A failure that is remembered: the kept token outlives trouble that will pass, not a refusal. */
static enum source_result answer_failure(const struct source_context *context, const struct marker *marker,
					 const struct token *token, struct error *err)
{
	bool passes = marker->error.code == ERROR_TEMP || marker->error.code == ERROR_SYS;

	*err = marker->error;
	if (passes && token->secret.len && !context->min_valid_demanded && token_fresh(token, context->now, 0))
		return SOURCE_OK;
	return SOURCE_FAIL;
}

static enum source_result find(const struct source_context *context, const char *scope, struct token *token,
			       struct error *err)
{
	char *subject = kept_owner_subject(scope);
	enum source_result result = SOURCE_SKIP;
	struct marker marker;

	if (kept_load(context->store, context->profile, KEPT_OWNER, scope, token, err) < 0 && err->code != ERROR_NONE)
		result = SOURCE_ABORT;
	else if (token->secret.len && token_fresh(token, context->now, context->min_valid))
		result = SOURCE_OK;
	else if (marker_answers(context->store, subject, context->profile, context->env, context->now, clock_now(),
				&marker))
		result = answer_failure(context, &marker, token, err);
	free(subject);
	return result;
}

static enum source_result get(const struct source_context *context, struct token *token, struct error *err)
{
	enum source_result result;
	char *scope;

	if (kept_owner_scope(context->profile, source_setting(context->settings, "scope"), &scope, err) < 0)
		return SOURCE_FAIL;
	result = find(context, scope, token, err);
	if (result == SOURCE_SKIP)
		result = ask(context, scope, token, err);
	free(scope);
	return result;
}

static const struct source_option options[] = {
    {"scope", OPTION_SCOPES, false, NULL, "what to ask for; the profile's scopes if not given"},
    {.name = NULL},
};

const struct source source_client_credentials = {
    .name = KEPT_OWNER,
    .help = "a token for the application's owner",
    .type = "Bearer",
    .options = options,
    .get = get,
};
