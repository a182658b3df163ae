/* The token of the application's owner: renewed by asking again, so there is no grant to be lost. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "core/slot/source_token.h"
#include "net/oauth/renewal_inside.h"

static int ask(const struct renewal *renewal, const struct store_hold *hold, const struct attempt *attempt,
	       const char *scope, struct token *token, struct error *err)
{
	const struct oauth_client client = {
	    .profile = renewal->profile, .secret = attempt->secret, .http = renewal->http};
	struct oauth_refusal refusal = {.retry_after_ms = -1};
	struct oauth_answer answer;
	struct error trouble = ERROR_INIT;
	int64_t now = clock_now();
	int result;

	oauth_answer_init(&answer);
	result = oauth_client_credentials(&client, scope, &answer, &refusal, err);
	if (result) {
		renewal_remember(renewal, hold, attempt, &refusal, err);
	} else {
		renewal_token(renewal->profile, scope, &answer, now, token);
		if (source_token_save(renewal->store, renewal->profile, SOURCE_TOKEN_OWNER, scope, token, &trouble) < 0)
			log_warn("%s", trouble.text);
		marker_clear(renewal->store, hold);
	}
	oauth_answer_release(&answer);
	return result;
}

/* The secret is followed only when a marker that needs none does not answer. */
static enum source_result renew(const struct renewal *renewal, const struct store_hold *hold, const char *scope,
				struct token *token, bool *renewed, struct error *err)
{
	struct buf secret = BUF_INIT(BUF_TOKEN_MAX);
	char *subject = source_token_owner_subject(scope);
	struct attempt attempt = {.subject = subject, .profile = renewal->profile};
	enum source_result result = SOURCE_FAIL;

	if (renewal_recall(renewal, &attempt, err) == MARKER_HOLDS ||
	    renewal_secret(renewal->profile, renewal->env, renewal->store, &secret, err) < 0)
		goto out;
	attempt.secret = &secret;
	if (renewal_recall(renewal, &attempt, err) == MARKER_HOLDS ||
	    ask(renewal, hold, &attempt, scope, token, err) < 0)
		goto out;
	*renewed = true;
	result = SOURCE_OK;
out:
	buf_release(&secret);
	free(subject);
	return result;
}

static enum source_result locked(const struct renewal *renewal, const struct store_hold *hold, const char *scope,
				 struct token *token, bool *renewed, struct error *err)
{
	if (profile_check_there(renewal->profile, err) < 0)
		return SOURCE_FAIL;
	if (renewal->force)
		marker_clear(renewal->store, hold);
	if (!source_token_load(renewal->store, renewal->profile, SOURCE_TOKEN_OWNER, scope, token, err)) {
		if (!renewal->force && renewal_suffices(renewal, token))
			return SOURCE_OK;
	} else if (err->code != ERROR_NONE) {
		return SOURCE_ABORT;
	}
	error_clear(err);
	return renew(renewal, hold, scope, token, renewed, err);
}

enum source_result renewal_owner(const struct renewal *renewal, const char *scope, struct token *token, bool *renewed,
				 struct error *err)
{
	const struct store_ops *ops = renewal->store->ops;
	const char *id = renewal->profile->id;
	struct store_hold hold;
	enum source_result result;

	*renewed = false;
	token_release(token);
	if (renewal->profile->public_client || renewal->profile->client_secret.kind == SECRET_ABSENT) {
		error_set(err, ERROR_CONFIG, "a token for the application's owner needs a client_secret");
		error_hint(err, "set client_secret (the portal's OAuth2 page)");
		return SOURCE_FAIL;
	}
	if (ops->lock(renewal->store, id, STORE_EXCLUSIVE, renewal->wait_ms, &hold, err) < 0)
		return err->code == ERROR_CONFIG ? SOURCE_ABORT : SOURCE_FAIL;
	result = locked(renewal, &hold, scope, token, renewed, err);
	ops->unlock(&hold);
	if (result != SOURCE_OK)
		token_release(token);
	return result;
}
