/*
 * refresh: a new access token for the user's grant, made by `discred-auth refresh --record` in a child, so that the
 * caller links no network library and never sees the refresh token.
 *
 * If somebody else is renewing already, their result is waited for instead. When the time is over the child is left to
 * finish: killing it could cost the grant.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "discred/answer.h"
#include "discred/clock.h"
#include "discred/marker.h"
#include "discred/memory.h"
#include "discred/path.h"
#include "discred/proc.h"
#include "discred/profile.h"
#include "discred/slot.h"
#include "discred/source.h"

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

	if (!slot_load_token(context->store, profile->id, "token", token, err) &&
	    slot_token_serves(profile, token->client_id, token->api_base, token->scope_asked, err)) {
		*result = SOURCE_OK;
		if (token_fresh(token, now, context->min_valid))
			return true;
		if (marker_holds(context->store, profile->id, context->now, now, &marker) &&
		    !context->min_valid_demanded && token_fresh(token, now, 0))
			return true;
	}
	token_release(token);
	if (!marker_holds(context->store, profile->id, context->now, now, &marker))
		return false;
	*err = marker.error;
	*result = SOURCE_FAIL;
	return true;
}

static int run_child(const struct source_context *context, int wait_ms, struct buf *answer, struct error *err)
{
	char *program = xasprintf("%s/discred-auth", path_exec_dir(context->env));
	char *min_valid = xasprintf("--min-valid=%" PRId64, context->min_valid);
	char *argv[] = {
	    program, "refresh", "--record", context->profile->id, context->min_valid_demanded ? min_valid : NULL, NULL};
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
				  wait_ms / 1000);
	} else if (answer_parse(&answer, &result, token, err, &trouble) < 0) {
		result = SOURCE_FAIL;
		error_set(err, ERROR_SYS, "discred-auth gave no usable answer (%s)", trouble.text);
	}
	buf_release(&answer);
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
	return ask_child(context, wait_ms > 0 ? wait_ms : 0, token, err);
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
