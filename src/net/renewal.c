#include "discred/renewal.h"

#include <stdlib.h>
#include <string.h>

#include "discred/clock.h"
#include "discred/hold.h"
#include "discred/log.h"
#include "discred/memory.h"
#include "discred/slot.h"
#include "renewal_inside.h"

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

/* Discord ended the grant: somebody else may have renewed it in the meantime, else it is marked. */
static void grant_refused(const struct renewal *renewal, const struct grant *sent, struct error *err)
{
	struct grant present = GRANT_INIT;
	struct error trouble = ERROR_INIT;

	if (slot_load_grant(renewal->store, renewal->profile->id, &present, &trouble) < 0) {
		*err = trouble;
	} else if (!buf_equal(&present.refresh, &sent->refresh)) {
		error_set(err, ERROR_TEMP, "the grant was replaced meanwhile");
		error_hint(err, "try again");
	} else {
		free(present.refused);
		present.refused = xstrdup(err->text);
		text_sanitize(present.refused);
		if (slot_save_grant(renewal->store, renewal->profile->id, &present, &trouble) < 0)
			log_warn("%s", trouble.text);
		error_prefix(err, "the grant was refused");
		error_hint(err, "run 'discred auth login %s'", renewal->profile->id);
	}
	grant_release(&present);
}

/* The new grant is durable before anything else is done with the answer. */
static int keep_grant(const struct renewal *renewal, struct store_draft *draft, const struct grant *old,
		      const struct oauth_answer *answer, struct error *err)
{
	struct grant next = GRANT_INIT;
	int result;

	/* RFC 6749 section 6: without a new refresh token the old one stays, and is good again if it was refused. */
	if (!answer->refresh_token.len) {
		struct grant same = *old;

		same.refused = NULL;
		if (renewal->store->ops->draft_discard(renewal->store, renewal->profile->id, "grant", err) < 0)
			return -1;
		return old->refused ? slot_save_grant(renewal->store, renewal->profile->id, &same, err) : 0;
	}
	buf_add(&next.refresh, buf_text(&answer->refresh_token), answer->refresh_token.len);
	next.client_id = xstrdup(old->client_id);
	next.api_base = xstrdup(old->api_base);
	next.scope_asked = xstrdup(old->scope_asked);
	next.scope = xstrdup(answer->scope);
	next.redirect_uri = xstrdup(old->redirect_uri);
	next.obtained = old->obtained;
	next.counter = old->counter + 1;
	result = slot_replace_grant(renewal->store, renewal->profile->id, draft, &next, old, err);
	grant_release(&next);
	return result;
}

/* From here on the old grant may end at any moment, so signals wait until the new one is in place. */
static int ask(const struct renewal *renewal, const struct store_hold *hold, const struct attempt *attempt,
	       const struct grant *grant, struct token *token, struct error *err)
{
	const struct oauth_client client = {
	    .profile = renewal->profile, .secret = attempt->secret, .http = renewal->http};
	struct store_draft draft = STORE_DRAFT_INIT;
	struct oauth_refusal refusal = {.retry_after_ms = -1};
	struct oauth_answer answer;
	struct error trouble = ERROR_INIT;
	int64_t now;
	int result;

	if (slot_prepare_grant(renewal->store, renewal->profile->id, &draft, err) < 0)
		return -1;
	oauth_answer_init(&answer);
	now = clock_now();
	result = oauth_refresh(&client, &grant->refresh, &answer, &refusal, err);
	if (!result && !answer.scope_named) {
		/* RFC 6749 section 6: left out, the scope is that of the grant. */
		free(answer.scope);
		answer.scope = xstrdup(grant->scope);
	}
	if (!result) {
		result = keep_grant(renewal, &draft, grant, &answer, err);
		renewal_token(renewal->profile, grant->scope_asked, &answer, now, token);
		if (slot_save_token(renewal->store, renewal->profile->id, "token", token, &trouble) < 0)
			log_warn("%s", trouble.text);
		marker_clear(renewal->store, hold);
	} else {
		if (renewal->store->ops->draft_discard(renewal->store, renewal->profile->id, "grant", &trouble) < 0)
			log_warn("%s", trouble.text);
		if (refusal.uncertain)
			error_hint(err, "try again; if the grant was used up, 'discred auth login %s' gets a new one",
				   renewal->profile->id);
		if (!strcmp(refusal.reason, "invalid_grant"))
			grant_refused(renewal, grant, err);
		/* Somebody else's new grant has not failed. */
		if (strcmp(refusal.reason, "invalid_grant") != 0 || err->code == ERROR_DENIED)
			renewal_remember(renewal, hold, attempt, &refusal, err);
	}
	oauth_answer_release(&answer);
	return result;
}

/* What was tried before with nothing changed since is not tried again. */
static enum source_result remembered(const struct renewal *renewal, const struct attempt *attempt,
				     const struct grant *grant, struct error *err)
{
	struct marker marker;
	enum marker_verdict verdict;

	if (renewal->force)
		return SOURCE_OK;
	verdict = marker_judge(renewal->store, attempt, renewal->begun, clock_now(), &marker);
	if (verdict == MARKER_HOLDS) {
		*err = marker.error;
		return SOURCE_FAIL;
	}
	if (grant->refused && verdict == MARKER_NONE) {
		error_set(err, ERROR_DENIED, "the grant was refused: %s", grant->refused);
		error_hint(err, "run 'discred auth login %s'", renewal->profile->id);
		return SOURCE_FAIL;
	}
	return SOURCE_OK;
}

static enum source_result renew(const struct renewal *renewal, const struct store_hold *hold, struct token *stored,
				struct token *token, bool *renewed, struct error *err)
{
	struct buf secret = BUF_INIT(BUF_TOKEN_MAX);
	struct grant grant = GRANT_INIT;
	struct attempt attempt = {.subject = MARKER_REFRESH, .profile = renewal->profile, .secret = &secret};
	enum source_result result = SOURCE_FAIL;
	char *name = NULL;
	sigset_t before;

	if (slot_load_grant(renewal->store, renewal->profile->id, &grant, err) < 0) {
		result = err->code == ERROR_NONE ? SOURCE_SKIP : SOURCE_FAIL;
		goto out;
	}
	result = check_grant(renewal, &grant, err);
	if (result != SOURCE_OK)
		goto out;
	if (renewal_secret(renewal->profile, renewal->env, renewal->store, &secret, err) < 0) {
		result = SOURCE_FAIL;
		goto out;
	}
	name = grant_name(&grant);
	attempt.grant = name;
	result = remembered(renewal, &attempt, &grant, err);
	if (result != SOURCE_OK)
		goto out;
	signals_hold(&before);
	*renewed = true;
	if (ask(renewal, hold, &attempt, &grant, token, err) < 0)
		result = renewal_fall_back(renewal, stored, token, err);
	signals_release(&before);
out:
	free(name);
	buf_release(&secret);
	grant_release(&grant);
	return result;
}

static enum source_result locked(const struct renewal *renewal, const struct store_hold *hold, struct token *token,
				 bool *renewed, struct error *err)
{
	const char *id = renewal->profile->id;
	const struct attempt attempt = {.subject = MARKER_REFRESH, .profile = renewal->profile};
	struct token stored = TOKEN_INIT;
	struct marker marker;
	enum source_result result;
	int64_t now = clock_now();
	bool serves;

	if (slot_adopt_grant(renewal->store, id, err) < 0)
		return err->code == ERROR_CONFIG ? SOURCE_ABORT : SOURCE_FAIL;
	serves = !slot_load_token(renewal->store, id, "token", &stored, err) &&
		 slot_token_serves(renewal->profile, stored.client_id, stored.api_base, stored.scope_asked, err);
	if (!serves)
		token_release(&stored);
	error_clear(err);
	if (serves && !renewal->force && token_fresh(&stored, now, renewal->min_valid)) {
		token_move(token, &stored);
		result = SOURCE_OK;
	} else if (!renewal->force &&
		   marker_judge(renewal->store, &attempt, renewal->begun, now, &marker) == MARKER_HOLDS) {
		*err = marker.error;
		result = renewal_fall_back(renewal, &stored, token, err);
	} else {
		result = renew(renewal, hold, &stored, token, renewed, err);
	}
	token_release(&stored);
	return result;
}

enum source_result renewal_run(const struct renewal *renewal, struct token *token, bool *renewed, struct error *err)
{
	struct store_hold hold;
	enum source_result result;

	*renewed = false;
	token_release(token);
	if (renewal->store->ops->lock(renewal->store, renewal->profile->id, STORE_EXCLUSIVE, renewal->wait_ms, &hold,
				      err) < 0)
		return err->code == ERROR_CONFIG ? SOURCE_ABORT : SOURCE_FAIL;
	if (renewal->force)
		marker_clear(renewal->store, &hold);
	result = locked(renewal, &hold, token, renewed, err);
	renewal->store->ops->unlock(&hold);
	return result;
}
