#include "net/oauth/renewal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/signals.h"
#include "discred/slot.h"
#include "net/oauth/renewal_inside.h"

/* The stored token, if it is the profile's. */
static bool load_token(const struct renewal *renewal, struct token *token)
{
	const struct profile *profile = renewal->profile;
	struct error err = ERROR_INIT;

	return !slot_load_token(renewal->store, profile->id, "token", token, &err) &&
	       slot_token_serves(profile, token->client_id, token->api_base, token->scope_asked, &err);
}

/* The grant as it must be to be sent. */
static enum source_result check_grant(const struct renewal *renewal, const struct grant *grant, struct error *err)
{
	const struct profile *profile = renewal->profile;

	if (strcmp(grant->client_id, profile->client_id) || strcmp(grant->api_base, profile->api_base)) {
		error_set(err, ERROR_CONFIG,
			  "the stored grant is for client_id '%s' at '%s', the profile says '%s' at '%s'",
			  grant->client_id, grant->api_base, profile->client_id, profile->api_base);
		error_hint(err, "correct the profile, or run 'discred auth login %s'", profile->id);
		return SOURCE_FAIL;
	}
	if (!slot_token_serves(profile, grant->client_id, grant->api_base, grant->scope_asked, err))
		return SOURCE_SKIP;
	return SOURCE_OK;
}

/*
 * Discord ended the grant. Somebody else may have renewed it in the meantime (the lock's file was removed): then theirs
 * is used. Else it is marked.
 */
static int grant_refused(const struct renewal *renewal, const struct grant *sent, struct token *token,
			 struct error *err)
{
	struct grant present = GRANT_INIT;
	struct error trouble = ERROR_INIT;
	int result = -1;

	if (slot_load_grant(renewal->store, renewal->profile->id, &present, &trouble) < 0) {
		*err = trouble;
	} else if (!buf_equal(&present.refresh, &sent->refresh)) {
		result = load_token(renewal, token) && renewal_suffices(renewal, token) ? 0 : -1;
		error_set(err, ERROR_TEMP, "the grant was replaced meanwhile");
		error_hint(err, "try again");
	} else {
		free(present.refused);
		present.refused = xstrdup(err->text);
		text_sanitize(present.refused);
		if (slot_save_grant(renewal->store, renewal->profile->id, &present, &trouble) < 0)
			log_warn("profile '%s': %s", renewal->profile->id, trouble.text);
		error_prefix(err, "the grant was refused");
		error_hint(err, "run 'discred auth login %s'", renewal->profile->id);
	}
	grant_release(&present);
	return result;
}

static int take_refusal(const struct renewal *renewal, const struct store_hold *hold, const struct attempt *attempt,
			const struct oauth_refusal *refusal, const struct grant *grant, struct token *token,
			struct error *err)
{
	const char *id = renewal->profile->id;
	struct error trouble = ERROR_INIT;
	int result = -1;

	if (renewal->store->ops->draft_discard(renewal->store, id, "grant", &trouble) < 0)
		log_warn("profile '%s': %s", id, trouble.text);
	if (!strcmp(refusal->reason, "invalid_grant"))
		result = grant_refused(renewal, grant, token, err);
	else if (refusal->uncertain)
		error_hint(err, "try again; if the grant was used up, 'discred auth login %s' gets a new one", id);
	/* Somebody else's new grant has not failed. */
	if (strcmp(refusal->reason, "invalid_grant") != 0 || err->code == ERROR_DENIED)
		renewal_remember(renewal, hold, attempt, refusal, err);
	return result;
}

/* From here on the old grant may end at any moment, so signals wait until the new one is in place. */
static int ask(const struct renewal *renewal, const struct store_hold *hold, const struct attempt *attempt,
	       const struct grant *grant, struct token *token, bool *renewed, struct error *err)
{
	const struct oauth_client client = {
	    .profile = renewal->profile, .secret = attempt->secret, .http = renewal->http};
	struct store_draft draft = STORE_DRAFT_INIT;
	struct oauth_refusal refusal = {.retry_after_ms = -1};
	struct oauth_answer answer;
	int64_t now = clock_now();
	int result;

	if (slot_prepare_grant(renewal->store, renewal->profile->id, &draft, err) < 0)
		return -1;
	oauth_answer_init(&answer);
	result = oauth_refresh(&client, &grant->refresh, &answer, &refusal, err);
	if (!result) {
		/* Without the new grant the token is still good until it ends. */
		(void)!renewal_keep_grant(renewal, &draft, grant, &answer);
		renewal_keep_token(renewal, grant, &answer, now, token);
		marker_clear(renewal->store, hold);
		*renewed = true;
	} else if (answer.refresh_token.len) {
		if (!renewal_keep_grant(renewal, &draft, grant, &answer))
			error_hint(err, "the new grant was stored all the same, try again later");
		else
			error_hint(err, "run 'discred auth login %s'", renewal->profile->id);
		renewal_remember(renewal, hold, attempt, &refusal, err);
	} else {
		result = take_refusal(renewal, hold, attempt, &refusal, grant, token, err);
	}
	renewal->store->ops->draft_close(&draft);
	oauth_answer_release(&answer);
	return result;
}

/* What was tried before with nothing changed since is not tried again. A refused grant's mark outlasts its marker. */
static bool remembered(const struct renewal *renewal, const struct attempt *attempt, const struct grant *grant,
		       struct error *err)
{
	enum marker_verdict verdict = renewal_recall(renewal, attempt, err);

	if (verdict == MARKER_NONE && grant->refused) {
		error_set(err, ERROR_DENIED, "the grant was refused: %s", grant->refused);
		error_hint(err, "run 'discred auth login %s'", renewal->profile->id);
		return true;
	}
	return verdict == MARKER_HOLDS;
}

static enum source_result renew(const struct renewal *renewal, const struct store_hold *hold, struct token *token,
				bool *renewed, struct error *err)
{
	struct buf secret = BUF_INIT(BUF_TOKEN_MAX);
	struct grant grant = GRANT_INIT;
	struct attempt attempt = {.subject = MARKER_REFRESH, .profile = renewal->profile, .secret = &secret};
	enum source_result result;
	char *name = NULL;
	sigset_t before;

	if (slot_load_grant(renewal->store, renewal->profile->id, &grant, err) < 0) {
		result = err->code == ERROR_NONE ? SOURCE_SKIP : SOURCE_FAIL;
		goto out;
	}
	result = check_grant(renewal, &grant, err);
	if (result != SOURCE_OK)
		goto out;
	result = SOURCE_FAIL;
	if (renewal_secret(renewal->profile, renewal->env, renewal->store, &secret, err) < 0)
		goto out;
	name = grant_name(&grant);
	attempt.grant = name;
	if (remembered(renewal, &attempt, &grant, err))
		goto out;
	signals_hold(&before);
	if (!ask(renewal, hold, &attempt, &grant, token, renewed, err))
		result = SOURCE_OK;
	signals_release(&before);
out:
	free(name);
	buf_release(&secret);
	grant_release(&grant);
	return result;
}

static void tell_reason(const struct renewal *renewal, bool stored, const struct token *token)
{
	const char *id = renewal->profile->id;

	if (renewal->force)
		log_detail("profile '%s': renewing, for --force was given", id);
	else if (stored && token->issued > clock_now() + TOKEN_CLOCK_SKEW)
		log_detail("profile '%s': renewing, for by the clock the token is from the future", id);
	else if (!stored)
		log_detail("profile '%s': renewing, for no token of it is stored", id);
	else
		log_detail("profile '%s': renewing, for the token has %" PRId64 " s left and %" PRId64 " are wanted",
			   id, token->expires - clock_now(), renewal->min_valid);
}

static enum source_result locked(const struct renewal *renewal, const struct store_hold *hold, struct token *token,
				 bool *renewed, struct error *err)
{
	const struct attempt attempt = {.subject = MARKER_REFRESH, .profile = renewal->profile};
	bool stored;

	if (renewal->force)
		marker_clear(renewal->store, hold);
	if (slot_adopt_grant(renewal->store, renewal->profile->id, err) < 0)
		return err->code == ERROR_CONFIG ? SOURCE_ABORT : SOURCE_FAIL;
	stored = load_token(renewal, token);
	if (!renewal->force && stored && renewal_suffices(renewal, token))
		return SOURCE_OK;
	if (renewal_recall(renewal, &attempt, err) == MARKER_HOLDS)
		return SOURCE_FAIL;
	tell_reason(renewal, stored, token);
	return renew(renewal, hold, token, renewed, err);
}

enum source_result renewal_run(const struct renewal *renewal, struct token *token, bool *renewed, struct error *err)
{
	const struct store_ops *ops = renewal->store->ops;
	struct store_hold hold;
	enum source_result result;

	*renewed = false;
	token_release(token);
	if (ops->lock(renewal->store, renewal->profile->id, STORE_EXCLUSIVE, renewal->wait_ms, &hold, err) < 0)
		return err->code == ERROR_CONFIG ? SOURCE_ABORT : SOURCE_FAIL;
	result = locked(renewal, &hold, token, renewed, err);
	ops->unlock(&hold);
	if (result == SOURCE_OK)
		error_clear(err);
	else
		token_release(token);
	return result;
}
