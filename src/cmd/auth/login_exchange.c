/*
 * From the code to stored tokens. The page in the browser comes last, when it can tell the truth.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/signals.h"
#include "cmd/auth/login.h"
#include "cmd/auth/store.h"
#include "core/discord/scope.h"
#include "core/slot/backoff.h"
#include "discred/record.h"
#include "discred/slot.h"
#include "net/oauth/authorization.h"
#include "net/oauth/keep.h"
#include "net/oauth/oauth.h"
#include "net/oauth/renewal.h"

/* The guild and webhook of the answer, kept for later; the webhook's URL is a secret. */
static int save_extra(const struct auth *auth, const struct oauth_answer *answer, struct error *err)
{
	struct record record = RECORD_INIT;
	struct buf bytes = BUF_INIT(BUF_REPLY_MAX);
	int result = 0;

	if (!answer->guild.len && !answer->webhook.len)
		return auth->store.ops->erase(&auth->store, auth->profile.id, "extra", err);
	if (answer->guild.len)
		result = record_add(&record, "guild", buf_text(&answer->guild), answer->guild.len, err);
	if (!result && answer->webhook.len)
		result = record_add(&record, "webhook", buf_text(&answer->webhook), answer->webhook.len, err);
	if (!result)
		result = record_format(&record, &bytes, err);
	if (!result)
		result = auth->store.ops->save(&auth->store, auth->profile.id, "extra", &bytes, err);
	record_release(&record);
	buf_release(&bytes);
	return result;
}

/* The grant in place is another login's, perhaps another account's: it must not come back later. */
static int forget_grant(const struct auth *auth, struct error *err)
{
	log_warn("no refresh token came with the answer: log in again when the token has expired");
	return auth->store.ops->erase(&auth->store, auth->profile.id, "grant", err);
}

/* The grant first of all; what fails after it can be had again. */
static int save(const struct auth *auth, const struct store_hold *hold, struct keep *keep,
		const struct oauth_answer *answer, int64_t now, struct token *token, struct error *err)
{
	struct error trouble = ERROR_INIT;
	int result = keep->received ? keep_grant(keep, err) : forget_grant(auth, err);

	keep_token(&auth->profile, keep->next.scope_asked, answer, now, token);
	if (!result && slot_save_token(&auth->store, auth->profile.id, "token", token, &trouble) < 0)
		log_warn("%s", trouble.text);
	if (!result && save_extra(auth, answer, &trouble) < 0)
		log_warn("%s", trouble.text);
	if (auth->store.shared && auth_note_left(&auth->store, auth->profile.id, false, &trouble) < 0)
		log_warn("%s", trouble.text);
	backoff_clear(&auth->store, hold, auth->profile.id, NULL);
	slot_forget_refusals(&auth->store, auth->profile.id);
	return result;
}

/*
 * An answer without a usable token, but with a new grant: that gets a token later. What an earlier login left, perhaps
 * of another account, is none of it.
 */
static void save_grant_alone(const struct auth *auth, const struct store_hold *hold, struct keep *keep,
			     struct error *err)
{
	static const char *const slots[] = {"token", "extra"};
	struct error trouble = ERROR_INIT;

	if (keep_grant(keep, &trouble) < 0) {
		log_warn("the new grant could not be stored: %s", trouble.text);
		error_hint(err, "%s", trouble.hint);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(slots); i++)
		if (auth->store.ops->erase(&auth->store, auth->profile.id, slots[i], &trouble) < 0)
			log_warn("%s", trouble.text);
	backoff_clear(&auth->store, hold, auth->profile.id, NULL);
	slot_forget_refusals(&auth->store, auth->profile.id);
	error_hint(err, "the grant was stored all the same: 'discred auth refresh %s' asks for a token again",
		   auth->profile.id);
}

/* From the first byte on signals wait, until what came is stored and the page says so. */
static int sending(void *data, struct error *err)
{
	struct login *login = data;

	(void)err;
	if (!login->sent)
		signals_hold(&login->before);
	login->sent = true;
	return 0;
}

static void received(void *data, const struct oauth_answer *answer)
{
	const struct login *login = data;

	keep_received(login->keep, answer);
}

static int exchange_code(struct login *login, const struct buf *secret, const struct store_hold *hold,
			 struct oauth_answer *answer, struct token *token, struct error *err)
{
	const struct auth *auth = login->auth;
	const struct oauth_client client = {.profile = &auth->profile, .secret = secret, .http = &auth->http};
	const struct oauth_once once = {.sending = sending, .received = received, .data = login};
	struct keep *keep = login->keep;
	struct oauth_refusal refusal;
	int64_t now = keep->next.obtained;

	if (!oauth_exchange(&client, &login->redirect.code, login->redirect_uri,
			    login->verifier.len ? &login->verifier : NULL, &once, answer, &refusal, err))
		return save(auth, hold, keep, answer, now, token, err);
	if (answer->refresh_token.len)
		save_grant_alone(auth, hold, keep, err);
	else if (refusal.uncertain)
		error_hint(err, "a code is sent only once: run 'discred auth login %s' again", auth->profile.id);
	return -1;
}

/* Called under the lock. Settles what a killed renewal left before its file is reused. */
static int exchange_locked(struct login *login, const struct buf *secret, const struct store_hold *hold,
			   struct oauth_answer *answer, struct token *token, struct error *err)
{
	const struct auth *auth = login->auth;
	struct grant old = GRANT_INIT;
	struct error trouble = ERROR_INIT;
	struct keep keep;
	bool had_grant;
	int result;

	/* A damaged grant is replaced; a draft that could not be settled may be all there is of the old one. */
	if (slot_adopt_grant(&auth->store, auth->profile.id, &trouble) < 0 && trouble.code != ERROR_CONFIG) {
		*err = trouble;
		return -1;
	}
	if (slot_claim(&auth->store, auth->profile.id, hold, err) < 0)
		return -1;
	login->keep = &keep;
	had_grant = !slot_load_grant(&auth->store, auth->profile.id, &old, &trouble);
	result = keep_begin_login(&keep, &auth->store, &auth->profile, login->redirect_uri, had_grant ? &old : NULL,
				  clock_now(), err);
	/* What it was can't be read here, but a person perhaps can. */
	if (!result && !had_grant && trouble.code == ERROR_CONFIG)
		result = auth->store.ops->set_aside(&auth->store, auth->profile.id, "grant", STORE_SLOT, err);
	if (!result)
		result = exchange_code(login, secret, hold, answer, token, err);
	keep_end(&keep);
	login->keep = NULL;
	grant_release(&old);
	return result;
}

/*
 * Who has logged in, as " as NAME (ID)", if the scopes let us know; else "". The caller's. The same answer tells
 * whether the token is good.
 */
static char *name_user(const struct auth *auth, const struct token *token, enum authorization *state, struct error *err)
{
	json_t *about;
	const json_t *user;
	char *name;

	*state = authorization_ask(&auth->http, token, &about, err);
	user = json_object_get(about, "user");
	if (json_text(user, "username") && json_text(user, "id"))
		name = xasprintf(" as %s (%s)", json_text(user, "username"), json_text(user, "id"));
	else
		name = xstrdup("");
	text_sanitize(name);
	json_decref(about);
	return name;
}

static void warn_refused(const struct auth *auth, const struct token *token, const struct error *reason)
{
	authorization_ended(&auth->profile, auth->env, token, reason);
	log_warn("logged in, but Discord refuses the token: 'discred token %s' asks for another one", auth->profile.id);
}

static void warn_missing(const struct token *token)
{
	struct strings missing = STRINGS_INIT;

	if (scope_missing(token->scope_asked, token->scope, &missing)) {
		char *names = strings_join(&missing, " ");

		log_warn("Discord did not grant scope '%s'", names);
		free(names);
	}
	strings_release(&missing);
}

/* The page says what the terminal will: what went wrong, and below it what to do. */
static void answer_failure(struct login *login, const struct error *err)
{
	const char *hint = error_next_step(err);
	char *text = xasprintf("%s%s%s", err->text, hint[0] ? "\n" : "", hint);

	login_answer(login, LOOPBACK_FAILED, "The login failed", text);
	free(text);
}

static void answer_success(struct login *login, const char *user)
{
	const char *id = login->auth->profile.id;
	char *text =
	    xasprintf("Profile '%s' is logged in%s.\nYou can close this page and return to the terminal.", id, user);

	login_answer(login, LOOPBACK_SUCCESS, "Logged in", text);
	free(text);
}

/* Under the lock, which is let go before anything else is asked. */
static int exchange(struct login *login, const struct buf *secret, struct store_hold *hold, struct token *token,
		    struct error *err)
{
	const struct auth *auth = login->auth;
	struct oauth_answer answer;
	int result = profile_check_there(&auth->profile, err);

	oauth_answer_init(&answer);
	if (!result)
		result = exchange_locked(login, secret, hold, &answer, token, err);
	auth->store.ops->unlock(hold);
	oauth_answer_release(&answer);
	return result;
}

int login_exchange(struct login *login, struct error *err)
{
	const struct auth *auth = login->auth;
	struct buf secret = BUF_INIT(BUF_TOKEN_MAX);
	struct token token = TOKEN_INIT;
	struct store_hold hold;
	enum authorization state = AUTHORIZATION_UNKNOWN;
	struct error reason = ERROR_INIT;
	char *user = NULL;
	int result = renewal_secret(&auth->profile, auth->env, &auth->store, &secret, err);

	if (!result)
		result = slot_lock(&auth->store, auth->profile.id, &hold, err);
	if (!result)
		result = exchange(login, &secret, &hold, &token, err);
	buf_release(&secret);
	if (result) {
		error_prefix(err, "profile '%s'", auth->profile.id);
		answer_failure(login, err);
	} else {
		user = name_user(auth, &token, &state, &reason);
		answer_success(login, user);
	}
	if (login->sent)
		signals_release(&login->before);
	if (!result) {
		warn_missing(&token);
		printf("logged in to profile '%s'%s\n", auth->profile.id, user);
		if (state == AUTHORIZATION_ENDED)
			warn_refused(auth, &token, &reason);
	}
	free(user);
	token_release(&token);
	return result;
}
