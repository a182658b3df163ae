#include "net/oauth/renewal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/signals.h"
#include "core/stack/grant.h"
#include "discred/secret.h"
#include "discred/slot.h"
#include "net/oauth/authorization.h"
#include "net/oauth/keep.h"
#include "net/oauth/renewal_internal.h"

/* The stored token, if it is the profile's. */
static bool load_token(const struct renewal *renewal, struct token *token)
{
	const struct profile *profile = renewal->profile;
	struct error err = ERROR_INIT;

	return !slot_load_token(renewal->store, profile->id, "token", token, &err) &&
	       slot_token_serves(profile, token->client_id, token->api_base, token->scope_asked, &err);
}

int renewal_secret(const struct profile *profile, const struct environ *env, const struct store *store,
		   struct buf *secret, struct error *err)
{
	struct strings scrub = STRINGS_INIT;
	struct secret_context context = {
	    .env = env, .store = store, .profile = profile->id, .key = "client_secret", .scrub = &scrub};
	int result = 0;

	profile_secret_variables(profile, &scrub);
	if (!profile->public_client)
		result = secret_resolve(&context, &profile->client_secret, secret, err);
	strings_release(&scrub);
	return result;
}

static void save_backoff(const struct renewal *renewal, const struct store_hold *hold, const struct backoff_key *key,
			 const struct backoff *backoff)
{
	struct error trouble = ERROR_INIT;

	if (backoff_save(renewal->store, hold, key, backoff, &trouble) < 0)
		log_warn("profile '%s': %s", renewal->profile->id, trouble.text);
}

int renewal_resolve_secret(const struct renewal *renewal, const struct store_hold *hold, const struct backoff_key *key,
			   struct backoff *backoff, struct buf *secret, struct error *err)
{
	if (!renewal_secret(renewal->profile, renewal->env, renewal->store, secret, err))
		return 0;
	if (renewal->profile->client_secret.kind == SECRET_COMMAND) {
		backoff->kind = BACKOFF_KIND_PAUSE;
		backoff->error = *err;
		backoff->when = clock_now();
		backoff->not_before = backoff->when + BACKOFF_PAUSE_COMMAND;
		backoff->by_proxy = false;
		save_backoff(renewal, hold, key, backoff);
	}
	return -1;
}

bool renewal_remembered(const struct renewal *renewal, const struct backoff_key *key, bool alive,
			struct backoff *backoff, struct error *err)
{
	int64_t refused_for = renewal->why == RENEWAL_ALL ? BACKOFF_REFUSED_ALL : BACKOFF_REFUSED;
	int64_t now = clock_now();

	backoff_load(renewal->store, key, now, backoff);
	if (renewal->force || !backoff_holds(backoff, renewal->begun, now, refused_for, alive))
		return false;
	/* A person who asks has perhaps mended it. */
	if (renewal->why == RENEWAL_PERSON && backoff->kind == BACKOFF_KIND_PAUSE && !(backoff->uncertain && alive))
		return false;
	backoff_describe(backoff, renewal->profile->id, alive, err);
	return true;
}

/* Longer than the attempt took: callers may not spend most of their time in attempts. */
static int64_t pause_after(const struct oauth_refusal *refusal, int64_t begun_ms)
{
	int64_t twice = 2 * (clock_ms() - begun_ms) / 1000;

	if (refusal->retry_after_ms > 0)
		return (refusal->retry_after_ms + 999) / 1000;
	return twice > BACKOFF_PAUSE ? twice : BACKOFF_PAUSE;
}

void renewal_remember(const struct renewal *renewal, const struct store_hold *hold, const struct backoff_key *key,
		      const struct oauth_refusal *refusal, int64_t begun_ms, const struct error *err,
		      struct backoff *backoff)
{
	bool lasts = refusal->considered && (err->code == ERROR_CONFIG || err->code == ERROR_DENIED);

	if (renewal->contact && refusal->status == 401)
		renewal->contact->refusals++;
	if (renewal->contact && refusal->unsent)
		renewal->contact->unreached = true;
	if (refusal->local)
		return;
	backoff->kind = !lasts                                          ? BACKOFF_KIND_PAUSE
			: strcmp(refusal->reason, "invalid_grant") != 0 ? BACKOFF_KIND_REFUSED
									: BACKOFF_KIND_ENDED;
	backoff->error = *err;
	backoff->when = clock_now();
	backoff->not_before = backoff->when + pause_after(refusal, begun_ms);
	backoff->by_proxy = refusal->unsent;
	/* A hint that names the time that was left then: without it the time that is left is said. */
	if (refusal->retry_after_ms > 0)
		backoff->error.hint[0] = '\0';
	save_backoff(renewal, hold, key, backoff);
}

bool renewal_suffices(const struct renewal *renewal, const struct token *token)
{
	int64_t now = clock_now();

	if (token->issued >= renewal->begun && token_alive(token, now))
		return true;
	return renewal->exact ? token_lasts(token, now, renewal->min_valid)
			      : token_fresh(token, now, renewal->min_valid);
}

bool renewal_in_vain(const struct renewal *renewal, const struct token *token, struct error *err)
{
	return !renewal->force && renewal->exact && renewal->why == RENEWAL_CALL && token_alive(token, clock_now()) &&
	       source_demands_too_much(token, renewal->min_valid, err);
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

/* One renewal under way, under the lock. */
struct attempt {
	const struct renewal *renewal;
	const struct store_hold *hold;
	const struct backoff_key *key;
	struct backoff backoff; /* what was known before */
	const struct grant *grant;
	bool alive; /* a token of it */
	struct keep keep;
	int64_t begun_ms;
	bool sent;       /* sending() was called, and so signals are held */
	sigset_t before; /* the signals that were held before that */
};

/* Who takes the byte decides: the caller has left, or stays until the answer is stored. */
static bool go_ahead(const struct renewal *renewal, struct error *err)
{
	ssize_t got;
	char byte;

	if (renewal->go_ahead < 0)
		return true;
	do
		got = read(renewal->go_ahead, &byte, 1);
	while (got < 0 && errno == EINTR);
	if (got == 1)
		return true;
	error_set(err, ERROR_TEMP, "the server could not be reached before the caller had to leave: nothing was sent");
	return false;
}

/*
 * The last moment at which nothing has happened. From here on the old grant may end at any time, so signals wait until
 * the new one is in place, and whoever comes after a SIGKILL finds that the grant is uncertain.
 */
static int sending(void *data, struct error *err)
{
	struct attempt *attempt = data;
	struct backoff backoff = {.kind = BACKOFF_KIND_PAUSE, .uncertain = true, .when = clock_now()};

	if (!attempt->sent && !go_ahead(attempt->renewal, err))
		return -1;
	if (!attempt->sent)
		signals_hold(&attempt->before);
	attempt->sent = true;
	if (attempt->renewal->contact)
		attempt->renewal->contact->sending(attempt->renewal->contact->data);
	backoff.not_before = backoff.when + BACKOFF_PAUSE;
	error_set(&backoff.error, ERROR_TEMP, "it was sent, and discred was ended before the answer came");
	return backoff_commit(attempt->renewal->store, attempt->hold, attempt->key, &backoff, err);
}

static void received(void *data, const struct oauth_answer *answer)
{
	struct attempt *attempt = data;

	keep_received(&attempt->keep, answer);
}

/* The new grant is all that came: there will be a token for it. */
static int keep_grant_alone(struct attempt *attempt, const struct oauth_refusal *refusal, struct error *err)
{
	const struct renewal *renewal = attempt->renewal;
	struct backoff_key key = *attempt->key;
	struct error trouble = ERROR_INIT;
	char *name;

	if (keep_grant(&attempt->keep, &trouble) < 0) {
		log_warn("profile '%s': the new grant could not be stored: %s", renewal->profile->id, trouble.text);
		return error_hint(err, "%s", trouble.hint);
	}
	error_hint(err, "the new grant was stored all the same, try again later");
	name = grant_name(&attempt->keep.next);
	key.about = name;
	attempt->backoff.uncertain = false;
	renewal_remember(renewal, attempt->hold, &key, refusal, attempt->begun_ms, err, &attempt->backoff);
	free(name);
	return -1;
}

static int keep_all(struct attempt *attempt, const struct oauth_answer *answer, int64_t now, struct token *token)
{
	const struct renewal *renewal = attempt->renewal;
	const char *id = renewal->profile->id;
	struct error trouble = ERROR_INIT;

	keep_token(renewal->profile, attempt->grant->scope_asked, answer, now, token);
	if (!answer->scope_named) {
		free(token->scope);
		token->scope = xstrdup(attempt->grant->scope);
	}
	if (slot_save_token(renewal->store, id, "token", token, &trouble) < 0)
		log_warn("profile '%s': the new token could not be stored: %s", id, trouble.text);
	/* The draft is whole. Without the new grant in place the token is still good until it ends. */
	if (keep_grant(&attempt->keep, &trouble) < 0)
		log_warn("profile '%s': the new grant could not be stored: %s; %s", id, trouble.text, trouble.hint);
	backoff_clear(renewal->store, attempt->hold, id, BACKOFF_GRANT);
	return 0;
}

/*
 * Discord ended the grant. Somebody else may have renewed it in the meantime (the lock's file was removed): then theirs
 * is used.
 */
static int grant_refused(struct attempt *attempt, const struct oauth_refusal *refusal, struct token *token,
			 struct error *err)
{
	const struct renewal *renewal = attempt->renewal;
	struct grant present = GRANT_INIT;
	struct error trouble = ERROR_INIT;
	bool was_uncertain = attempt->backoff.uncertain;
	int result = -1;

	attempt->backoff.uncertain = false;
	if (slot_load_grant(renewal->store, renewal->profile->id, &present, &trouble) < 0) {
		*err = trouble;
		backoff_clear(renewal->store, attempt->hold, renewal->profile->id, BACKOFF_GRANT);
	} else if (!buf_equal(&present.refresh, &attempt->grant->refresh)) {
		result = load_token(renewal, token) && renewal_suffices(renewal, token) ? 0 : -1;
		error_set(err, ERROR_TEMP, "the grant was replaced meanwhile");
		error_hint(err, "try again");
		backoff_clear(renewal->store, attempt->hold, renewal->profile->id, BACKOFF_GRANT);
	} else {
		error_prefix(err, was_uncertain
				      ? "the answer to an earlier renewal was lost, and now the grant was refused"
				      : "the grant was refused");
		error_hint(err, "run 'discred auth login %s'", renewal->profile->id);
		renewal_remember(renewal, attempt->hold, attempt->key, refusal, attempt->begun_ms, err,
				 &attempt->backoff);
	}
	grant_release(&present);
	return result;
}

/*
 * The grant has ended. If the user has removed the application, its token has ended with it: the API is asked once.
 * Only its own word counts, for a token that lives is handed out.
 */
static void check_token(struct attempt *attempt, const struct token *token)
{
	const struct renewal *renewal = attempt->renewal;
	struct error trouble = ERROR_INIT;
	const struct slot_refusal refusal = {
	    .store = renewal->store,
	    .profile = renewal->profile,
	    .env = renewal->env,
	    .secret = &token->secret,
	    .reason = trouble.text,
	    .certain = true,
	    .now = clock_now(),
	};
	struct error ignored = ERROR_INIT;

	if (attempt->backoff.checked == token->issued)
		return;
	if (authorization_ask(renewal->http, token, NULL, &trouble) != AUTHORIZATION_ENDED) {
		attempt->backoff.checked = token->issued;
		save_backoff(renewal, attempt->hold, attempt->key, &attempt->backoff);
		return;
	}
	text_sanitize(trouble.text);
	if (slot_refuse_token_locked(&refusal, attempt->hold, &ignored) < 0)
		log_warn("profile '%s': %s", renewal->profile->id, ignored.text);
}

static int take_refusal(struct attempt *attempt, const struct oauth_refusal *refusal, struct token *token,
			struct error *err)
{
	if (!strcmp(refusal->reason, "invalid_grant"))
		return grant_refused(attempt, refusal, token, err);
	/* What was uncertain before stays so until there is a verdict on the grant. */
	attempt->backoff.uncertain = attempt->backoff.uncertain || refusal->uncertain;
	if (refusal->local && attempt->sent)
		save_backoff(attempt->renewal, attempt->hold, attempt->key, &attempt->backoff);
	renewal_remember(attempt->renewal, attempt->hold, attempt->key, refusal, attempt->begun_ms, err,
			 &attempt->backoff);
	if (refusal->uncertain)
		backoff_describe_uncertain(attempt->renewal->profile->id, attempt->alive, err);
	return -1;
}

static int ask(struct attempt *attempt, const struct buf *secret, struct token *token, struct error *err)
{
	const struct renewal *renewal = attempt->renewal;
	const struct oauth_client client = {.profile = renewal->profile, .secret = secret, .http = renewal->http};
	const struct oauth_once once = {.sending = sending, .received = received, .data = attempt};
	struct oauth_refusal refusal;
	struct oauth_answer answer;
	int64_t now = clock_now();
	int result;

	attempt->begun_ms = clock_ms();
	oauth_answer_init(&answer);
	result = keep_begin_renewal(&attempt->keep, renewal->store, renewal->profile->id, attempt->grant, err);
	if (!result && renewal->contact)
		renewal->contact->connecting(renewal->contact->data);
	if (!result && oauth_refresh(&client, &attempt->grant->refresh, &once, &answer, &refusal, err) == 0)
		result = keep_all(attempt, &answer, now, token);
	else if (!result && answer.refresh_token.len)
		result = keep_grant_alone(attempt, &refusal, err);
	else if (!result)
		result = take_refusal(attempt, &refusal, token, err);
	keep_end(&attempt->keep);
	oauth_answer_release(&answer);
	if (attempt->sent)
		signals_release(&attempt->before);
	if (result && attempt->backoff.kind == BACKOFF_KIND_ENDED && attempt->alive)
		check_token(attempt, token);
	return result;
}

/* `again`: another host was first, and has been waited for. */
static enum source_result renew(const struct renewal *renewal, const struct store_hold *hold, struct token *token,
				bool alive, bool *renewed, bool *again, struct error *err)
{
	struct backoff_key key = {.slot = BACKOFF_GRANT, .profile = renewal->profile, .env = renewal->env};
	struct attempt attempt = {.renewal = renewal, .hold = hold, .key = &key, .alive = alive};
	struct buf secret = BUF_INIT(BUF_TOKEN_MAX);
	struct grant grant = GRANT_INIT;
	enum source_result result;
	bool claimed = false;
	char *name = NULL;

	if (slot_load_grant(renewal->store, renewal->profile->id, &grant, err) < 0) {
		result = err->code == ERROR_NONE ? SOURCE_SKIP : SOURCE_FAIL;
		goto out;
	}
	result = check_grant(renewal, &grant, err);
	if (result != SOURCE_OK)
		goto out;
	name = grant_name(&grant);
	key.about = name;
	attempt.grant = &grant;
	result = SOURCE_FAIL;
	if (renewal_remembered(renewal, &key, alive, &attempt.backoff, err) ||
	    renewal->store->ops->claim(renewal->store, renewal->profile->id, hold, &claimed, err) < 0)
		goto out;
	*again = !claimed;
	if (*again || renewal_resolve_secret(renewal, hold, &key, &attempt.backoff, &secret, err) < 0)
		goto out;
	if (!ask(&attempt, &secret, token, err)) {
		*renewed = true;
		result = SOURCE_OK;
	}
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
	else if (stored && token->refused)
		log_detail("profile '%s': renewing, for Discord refused the token", id);
	else if (stored && token->issued > clock_now() + TOKEN_CLOCK_SKEW)
		log_detail("profile '%s': renewing, for by the clock the token is from the future", id);
	else if (!stored)
		log_detail("profile '%s': renewing, for no token of it is stored", id);
	else
		log_detail("profile '%s': renewing, for the token has %" PRId64 " s left and %" PRId64 " are wanted",
			   id, token->expires - clock_now(), renewal->min_valid);
}

static enum source_result locked(const struct renewal *renewal, const struct store_hold *hold, struct token *token,
				 bool *renewed, bool *again, struct error *err)
{
	bool stored;
	bool alive;

	if (slot_adopt_grant(renewal->store, renewal->profile->id, err) < 0)
		return err->code == ERROR_CONFIG ? SOURCE_ABORT : SOURCE_FAIL;
	stored = load_token(renewal, token);
	if (!renewal->force && stored && renewal_suffices(renewal, token))
		return SOURCE_OK;
	alive = stored && token_alive(token, clock_now());
	if (stored && renewal_in_vain(renewal, token, err))
		return SOURCE_FAIL;
	tell_reason(renewal, stored, token);
	return renew(renewal, hold, token, alive, renewed, again, err);
}

/* Of a store that hosts share: what a process of this host has just brought, or left as a failure, needs no look there.
 */
static bool answered_here(const struct renewal *renewal, struct token *token, enum source_result *result,
			  struct error *err)
{
	const struct backoff_key key = {.slot = BACKOFF_GRANT, .profile = renewal->profile, .env = renewal->env};
	struct backoff backoff;
	bool stored;

	if (!renewal->store->shared || renewal->force)
		return false;
	stored = load_token(renewal, token);
	*result = SOURCE_OK;
	if (stored && renewal_suffices(renewal, token))
		return true;
	*result = SOURCE_FAIL;
	backoff_load(renewal->store, &key, clock_now(), &backoff);
	*err = backoff.error;
	return backoff.kind != BACKOFF_KIND_NONE && backoff.when >= renewal->begun;
}

enum source_result renewal_run(const struct renewal *renewal, struct token *token, bool *renewed, struct error *err)
{
	const struct store_ops *ops = renewal->store->ops;
	struct store_hold hold;
	const char *id = renewal->profile->id;
	enum source_result result;
	bool again;

	*renewed = false;
	token_release(token);
	if (ops->lock(renewal->store, id, STORE_HOST, renewal->wait_ms, &hold, err) < 0)
		return err->code == ERROR_CONFIG ? SOURCE_ABORT : SOURCE_FAIL;
	again = !answered_here(renewal, token, &result, err);
	if (again && ops->join(renewal->store, id, renewal->wait_ms, &hold, err) < 0) {
		result = err->code == ERROR_CONFIG ? SOURCE_ABORT : SOURCE_FAIL;
		again = false;
	}
	while (again) {
		again = false;
		result = locked(renewal, &hold, token, renewed, &again, err);
	}
	ops->unlock(&hold);
	if (result == SOURCE_OK)
		error_clear(err);
	else
		token_release(token);
	return result;
}
