/* The token of the application's owner: renewed by asking again, so there is no grant to be lost. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "core/slot/source_token.h"
#include "net/oauth/keep.h"
#include "net/oauth/renewal_internal.h"

static int ask(const struct renewal *renewal, const struct store_hold *hold, const struct backoff_key *key,
	       struct backoff *backoff, const struct buf *secret, struct token *token, struct error *err)
{
	const struct oauth_client client = {.profile = renewal->profile, .secret = secret, .http = renewal->http};
	struct oauth_refusal refusal;
	struct oauth_answer answer;
	struct error trouble = ERROR_INIT;
	int64_t begun_ms = clock_ms();
	int64_t now = clock_now();
	int result;

	oauth_answer_init(&answer);
	result = oauth_client_credentials(&client, key->about, &answer, &refusal, err);
	if (result) {
		renewal_remember(renewal, hold, key, &refusal, begun_ms, err, backoff);
	} else {
		keep_token(renewal->profile, key->about, &answer, now, token);
		if (source_token_save(renewal->store, renewal->profile, SOURCE_TOKEN_OWNER, key->about, token,
				      &trouble) < 0)
			log_warn("%s", trouble.text);
		backoff_clear(renewal->store, hold, renewal->profile->id, key->slot);
	}
	oauth_answer_release(&answer);
	return result;
}

static enum source_result renew(const struct renewal *renewal, const struct store_hold *hold, const char *scope,
				struct token *token, bool *renewed, struct error *err)
{
	char *slot = backoff_owner_slot(scope);
	const struct backoff_key key = {.slot = slot, .profile = renewal->profile, .env = renewal->env, .about = scope};
	struct buf secret = BUF_INIT(BUF_TOKEN_MAX);
	struct backoff backoff;
	int result = -1;

	if (!renewal_remembered(renewal, &key, false, &backoff, err) &&
	    !renewal_resolve_secret(renewal, hold, &key, &backoff, &secret, err))
		result = ask(renewal, hold, &key, &backoff, &secret, token, err);
	*renewed = !result;
	buf_release(&secret);
	free(slot);
	return result ? SOURCE_FAIL : SOURCE_OK;
}

static enum source_result locked(const struct renewal *renewal, const struct store_hold *hold, const char *scope,
				 struct token *token, bool *renewed, struct error *err)
{
	bool stored;

	if (profile_check_there(renewal->profile, err) < 0)
		return SOURCE_FAIL;
	stored = !source_token_load(renewal->store, renewal->profile, SOURCE_TOKEN_OWNER, scope, token, err);
	if (!stored && err->code != ERROR_NONE)
		return SOURCE_ABORT;
	if (stored && !renewal->force && renewal_suffices(renewal, token))
		return SOURCE_OK;
	if (stored && renewal_in_vain(renewal, token, err))
		return SOURCE_FAIL;
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
