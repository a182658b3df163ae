/*
 * refresh: a new access token for the user's grant, made by `discred-auth refresh --record` in a child, so that the
 * caller links no network library and never sees the refresh token.
 *
 * If somebody else is renewing already, their result is waited for instead. When the time is over the child is left to
 * finish: killing it could cost the grant. Whatever kept the renewal from happening, a token that is still alive is an
 * answer, unless more was demanded.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "discred/answer.h"
#include "discred/clock.h"
#include "discred/log.h"
#include "discred/marker.h"
#include "discred/memory.h"
#include "discred/path.h"
#include "discred/proc.h"
#include "discred/profile.h"
#include "discred/slot.h"
#include "discred/source.h"

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
	int64_t now = clock_now();
	struct marker marker;

	/* One that was issued since we began can't be bettered, however little it has left. */
	if (load_alive(context, token) &&
	    (token_fresh(token, now, context->min_valid) || token->issued >= context->now)) {
		*result = SOURCE_OK;
		return true;
	}
	if (!marker_holds(context->store, context->profile->id, context->now, now, &marker))
		return false;
	*err = marker.error;
	*result = SOURCE_FAIL;
	return true;
}

static int run_child(const struct source_context *context, int wait_ms, struct buf *answer, struct error *err)
{
	char *program = xasprintf("%s/discred-auth", path_exec_dir(context->env));
	char *begun = xasprintf("--begun=%" PRId64, context->now);
	char *min_valid = xasprintf("--min-valid=%" PRId64, context->min_valid);
	char *argv[] = {
	    program, "refresh", "--record", begun, context->profile->id, context->min_valid_demanded ? min_valid : NULL,
	    NULL};
	struct proc_request request = {.argv = argv, .output = PROC_PIPE, .errors = PROC_INHERIT, .detach = true};
	struct proc proc;
	int result = proc_start(context->env, &request, &proc, err);

	if (result) {
		err->code = ERROR_SYS;
	} else {
		result = proc_finish(&proc, answer, NULL, wait_ms, err);
		proc_leave(&proc);
	}
	free(program);
	free(begun);
	free(min_valid);
	return result;
}

static enum source_result ask_child(const struct source_context *context, int wait_ms, struct token *token,
				    struct error *err)
{
	struct buf answer = BUF_INIT(BUF_FILE_MAX);
	enum source_result result = SOURCE_FAIL;
	struct error trouble = ERROR_INIT;

	if (run_child(context, wait_ms, &answer, err) < 0) {
		if (err->code == ERROR_TEMP)
			error_set(err, ERROR_TEMP, "the renewal took longer than %d s and goes on by itself",
				  source_seconds(context->settings, "timeout"));
	} else if (!answer.len) {
		error_set(err, ERROR_SYS, "discred-auth ended without an answer");
		error_hint(err, "run 'discred auth refresh %s' to see why", context->profile->id);
	} else if (answer_parse(&answer, &result, token, err, &trouble) < 0) {
		result = SOURCE_FAIL;
		error_set(err, ERROR_SYS, "discred-auth gave no usable answer (%s)", trouble.text);
	}
	buf_release(&answer);
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
	return ask_child(context, wait_ms > 0 ? wait_ms : 0, token, err);
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
    .options = options,
    .get = get,
};
