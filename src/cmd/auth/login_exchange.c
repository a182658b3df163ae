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
#include "core/discord/scope.h"
#include "core/output/json.h"
#include "core/slot/backoff.h"
#include "discred/record.h"
#include "discred/slot.h"
#include "net/oauth/keep.h"
#include "net/oauth/oauth.h"
#include "net/oauth/renewal.h"

enum { NAME_MS = 5000 };

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
	backoff_clear(&auth->store, hold, auth->profile.id, NULL);
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
		error_hint(err, "run 'discred auth login %s' again", auth->profile.id);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(slots); i++)
		if (auth->store.ops->erase(&auth->store, auth->profile.id, slots[i], &trouble) < 0)
			log_warn("%s", trouble.text);
	backoff_clear(&auth->store, hold, auth->profile.id, NULL);
	error_hint(err, "the grant was stored all the same: 'discred auth refresh %s' asks for a token again",
		   auth->profile.id);
}

static int sending(void *data, struct error *err)
{
	(void)data;
	(void)err;
	return 0;
}

static int exchange_code(struct login *login, const struct store_hold *hold, struct keep *keep,
			 struct oauth_answer *answer, struct token *token, struct error *err)
{
	const struct auth *auth = login->auth;
	const struct oauth_client client = {.profile = &auth->profile, .secret = &login->secret, .http = &auth->http};
	const struct oauth_once once = {.sending = sending, .received = keep_received, .data = keep};
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

/* Under the lock: what a killed renewal left over is settled before its file is used again. */
static int exchange_locked(struct login *login, const struct store_hold *hold, struct oauth_answer *answer,
			   struct token *token, struct error *err)
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
	had_grant = !slot_load_grant(&auth->store, auth->profile.id, &old, &trouble);
	result = keep_begin_login(&keep, &auth->store, &auth->profile, login->redirect_uri, had_grant ? &old : NULL,
				  clock_now(), err);
	if (!result)
		result = exchange_code(login, hold, &keep, answer, token, err);
	keep_end(&keep);
	grant_release(&old);
	return result;
}

/* Who has logged in, if the scopes let us know. Nothing depends on it, so it is asked once, and not waited for long. */
static void name_user(const struct auth *auth, const struct token *token)
{
	struct buf url = BUF_INIT(2048);
	struct buf authorization = BUF_INIT(BUF_TOKEN_MAX + 16);
	struct http_reply reply = HTTP_REPLY_INIT;
	struct http_request request = {.method = "GET", .authorization = &authorization};
	struct http_settings http = auth->http;
	struct error err = ERROR_INIT;
	json_t *user = NULL;

	http.patience_ms = 0;
	http.total_ms = NAME_MS;
	buf_printf(&url, "%s/users/@me", auth->profile.api_base);
	buf_str(&authorization, "Bearer ");
	buf_add(&authorization, buf_text(&token->secret), token->secret.len);
	request.url = buf_text(&url);
	if (!http_perform(&http, &request, &reply, &err) && reply.status == 200)
		user = json_parse_object(&reply.body);
	if (json_text(user, "username") && json_text(user, "id")) {
		char *line = xasprintf("logged in to profile '%s' as %s (%s)", auth->profile.id,
				       json_text(user, "username"), json_text(user, "id"));

		text_sanitize(line);
		printf("%s\n", line);
		free(line);
	} else {
		printf("logged in to profile '%s'\n", auth->profile.id);
	}
	json_decref(user);
	http_reply_release(&reply);
	buf_release(&authorization);
	buf_release(&url);
}

static void report(const struct auth *auth, const struct token *token)
{
	struct strings missing = STRINGS_INIT;
	struct strings granted = STRINGS_INIT;

	if (scope_missing(token->scope_asked, token->scope, &missing)) {
		char *names = strings_join(&missing, " ");

		log_warn("Discord did not grant scope '%s'", names);
		free(names);
	}
	strings_split(&granted, token->scope, " ");
	if (strings_have(&granted, "identify"))
		name_user(auth, token);
	else
		printf("logged in to profile '%s'\n", auth->profile.id);
	strings_release(&missing);
	strings_release(&granted);
}

/* The page says what the terminal will: what went wrong, and below it what to do. */
static void answer_failure(struct login *login, const struct error *err)
{
	const char *hint = error_next_step(err);
	char *text = xasprintf("%s%s%s", err->text, hint[0] ? "\n" : "", hint);

	login_answer(login, LOOPBACK_FAILED, "The login failed", text);
	free(text);
}

int login_exchange(struct login *login, struct error *err)
{
	const struct auth *auth = login->auth;
	struct oauth_answer answer;
	struct token token = TOKEN_INIT;
	struct store_hold hold;
	sigset_t before;
	int result;

	oauth_answer_init(&answer);
	result = slot_lock(&auth->store, auth->profile.id, &hold, err);
	signals_hold(&before);
	if (!result) {
		result = profile_check_there(&auth->profile, err);
		if (!result)
			result = exchange_locked(login, &hold, &answer, &token, err);
		auth->store.ops->unlock(&hold);
	}
	if (result)
		error_prefix(err, "profile '%s'", auth->profile.id);
	if (result)
		answer_failure(login, err);
	else
		login_answer(login, LOOPBACK_SUCCESS, "Logged in",
			     "You can close this page and return to the terminal.");
	signals_release(&before);
	if (!result)
		report(auth, &token);
	oauth_answer_release(&answer);
	token_release(&token);
	return result;
}
