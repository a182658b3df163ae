#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/browser.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/opt.h"
#include "base/path.h"
#include "base/ui_options.h"
#include "cmd/auth/auth.h"
#include "cmd/auth/login.h"
#include "cmd/auth/store.h"
#include "core/discord/scope.h"
#include "net/oauth/oauth.h"
#include "net/oauth/renewal.h"
#include "net/pkce.h"
#include "net/seal/sealed.h"

struct options {
	bool no_browser;
	bool owner;
	long timeout; /* seconds */
};

static const struct opt_spec specs[] = {
    OPT_FLAG(0, "no-browser", struct options, no_browser, "only print the address to open"),
    OPT_NUMBER(0, "timeout", "SECONDS", 1, 86400, struct options, timeout, "how long to wait for the browser (300)"),
    OPT_FLAG(0, "client-credentials", struct options, owner,
	     "get a token for the application's owner instead, without a browser"),
    OPT_SPEC_END,
};

static const struct opt_line line = {
    .usage = "discred auth login [OPTIONS] [PROFILE]",
    .summary =
	"Authorizes in the browser and stores the tokens. With --no-input nothing is read from the terminal, and "
	"the browser alone can answer.",
    .specs = specs,
};

/* What would fail at Discord after the person has clicked is refused before the browser opens. */
static int check_client(const struct profile *profile, struct error *err)
{
	bool secret = profile->client_secret.kind != SECRET_ABSENT;

	if (!secret && !profile->public_client) {
		char *scope = profile_scope(profile);

		error_set(err, ERROR_CONFIG, "profile '%s': scope '%s' needs a client_secret", profile->id, scope);
		free(scope);
		return error_hint(err, "set client_secret (the portal's OAuth2 page), or public_client = true");
	}
	if (profile->public_client && !oauth_uses_pkce(profile)) {
		error_set(err, ERROR_CONFIG,
			  "profile '%s': Discord refuses scope 'role_connections.write' to public clients",
			  profile->id);
		return error_hint(err, "set client_secret and public_client = false");
	}
	return 0;
}

static int invite(const struct auth *auth, bool use_browser, struct error *err)
{
	char *url = profile_invitation(&auth->profile);
	struct strings scrub = STRINGS_INIT;

	printf("%s\n", url);
	fflush(stdout);
	profile_secret_variables(&auth->profile, &scrub);
	if (!use_browser || browser_show(auth->env, &scrub, url, err) < 0)
		log_note("open the address above in a browser");
	if (profile_is_bot(&auth->profile))
		log_note("this invites the bot; its token needs no login: 'discred token %s'", auth->profile.id);
	else
		log_note("profile '%s' only invites a bot: no token results; set bot_token for the bot's token, or "
			 "client_secret for a user's",
			 auth->profile.id);
	error_clear(err);
	strings_release(&scrub);
	free(url);
	return 0;
}

static int refuse_paste(const char *redirect_uri, struct error *err)
{
	if (ui_options()->no_input)
		error_set(err, ERROR_USAGE,
			  "redirect_uri '%s' needs a person, to paste the address, and nobody may be asked",
			  redirect_uri);
	else
		error_set(err, ERROR_USAGE, "redirect_uri '%s' needs a person at a terminal, to paste the address",
			  redirect_uri);
	return error_hint(err,
			  "log in there, or register one that can be listened on: http://127.0.0.1:23472/callback");
}

static bool can_paste(void)
{
	return !ui_options()->no_input && isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

static int use_uri(struct login *login, const char *uri, struct error *err)
{
	login->redirect_uri = uri;
	buf_clear(&login->url);
	return oauth_authorize_url(&login->auth->profile, uri, &login->state,
				   login->challenge.len ? &login->challenge : NULL, &login->url, err);
}

/*
 * The first redirect URI that can be listened on; one that is not loopback means pasting, and ends the search. Pasting
 * needs no port: where all are taken, a person at the terminal goes on with the first.
 */
static int listen_somewhere(struct login *login, struct error *err)
{
	const struct strings *uris = &login->auth->profile.redirect_uri;

	for (size_t i = 0; i < uris->count; i++) {
		struct error trouble = ERROR_INIT;
		struct url url = URL_INIT;
		bool here = !url_parse(&url, uris->item[i], &trouble) && url_is_loopback(&url) && !url.tls;

		url_release(&url);
		if (use_uri(login, uris->item[i], err) < 0)
			return -1;
		if (!here)
			return can_paste() ? 0 : refuse_paste(uris->item[i], err);
		error_clear(err);
		if (!loopback_open(&login->loopback, login->redirect_uri, &login->state, &login->url,
				   login->auth->env->uid, err)) {
			log_detail("listening for the browser at '%s'", login->redirect_uri);
			return 0;
		}
		log_detail("%s", err->text);
		if (err->code != ERROR_TEMP)
			return -1;
	}
	if (!can_paste())
		return -1;
	log_note("%s: the browser will end at a page that does not load, or is that program's", err->text);
	error_clear(err);
	return use_uri(login, uris->item[0], err);
}

static int make_values(struct login *login, struct error *err)
{
	enum { STATE_BYTES = 32 };

	if (random_base64url(STATE_BYTES, &login->state, err) < 0)
		return -1;
	if (!oauth_uses_pkce(&login->auth->profile))
		return 0;
	if (random_base64url(PKCE_VERIFIER_BYTES, &login->verifier, err) < 0)
		return -1;
	return pkce_challenge(&login->verifier, &login->challenge, err);
}

/*
 * Whether the secret is there, so that nobody clicks in vain. It is fetched again when it is needed, and not held while
 * a person takes his time; a command, which could ask for something, is only looked for.
 */
static int try_secret(const struct auth *auth, struct error *err)
{
	const struct secret_ref *reference = &auth->profile.client_secret;
	struct buf secret = BUF_INIT(BUF_TOKEN_MAX);
	char *program = NULL;
	int result = 0;

	if (reference->kind == SECRET_COMMAND)
		program = path_find_command(auth->env, reference->argv.item[0]);
	if (!program)
		result = renewal_secret(&auth->profile, auth->env, &auth->store, &secret, err);
	free(program);
	buf_release(&secret);
	return result;
}

static int prepare(struct login *login, struct error *err)
{
	const struct auth *auth = login->auth;

	if (check_client(&auth->profile, err) < 0)
		return -1;
	if (sealed_ready(&auth->store, auth->profile.id, err) < 0 || try_secret(auth, err) < 0 ||
	    make_values(login, err) < 0 || listen_somewhere(login, err) < 0)
		return error_prefix(err, "profile '%s'", auth->profile.id);
	return 0;
}

static int denied(struct login *login, struct error *err)
{
	const char *id = login->auth->profile.id;
	const char *description = buf_text(&login->redirect.description);
	const char *reason = description[0] ? description : buf_text(&login->redirect.error);

	char *text = xasprintf("Profile '%s' was not logged in. Discord says: \xe2\x80\x9c%s\xe2\x80\x9d\n"
			       "To try again, run 'discred auth login %s' in the terminal.",
			       id, reason, id);

	error_set(err, ERROR_DENIED, "profile '%s': Discord did not authorize: '%s'", id, reason);
	if (strcmp(buf_text(&login->redirect.error), "access_denied") == 0)
		error_hint(err, "run 'discred auth login %s' to try again", id);
	login_answer(login, LOOPBACK_DENIED, "Not authorized", text);
	free(text);
	return -1;
}

static int run(struct login *login, struct error *err)
{
	const struct auth *auth = login->auth;
	bool first = !auth_stores_secrets(&auth->store);

	if (prepare(login, err) < 0 || login_wait(login, err) < 0)
		return -1;
	log_detail("the browser came back with %s", login->redirect.error.len ? "a refusal" : "a code");
	if (login->redirect.error.len)
		return denied(login, err);
	if (login_exchange(login, err) < 0)
		return -1;
	if (first)
		auth_suggest_seal(&auth->store, auth->env);
	return 0;
}

static int login_profile(const struct auth *auth, bool use_browser, long timeout, struct error *err)
{
	struct login login = {
	    .auth = auth,
	    .state = BUF_INIT(128),
	    .verifier = BUF_INIT(128),
	    .challenge = BUF_INIT(128),
	    .url = BUF_INIT(16384),
	    .use_browser = use_browser,
	    .timeout_ms = timeout * 1000,
	};
	int result;

	redirect_init(&login.redirect);
	result = run(&login, err);
	loopback_close(login.loopback);
	redirect_release(&login.redirect);
	buf_release(&login.state);
	buf_release(&login.verifier);
	buf_release(&login.challenge);
	buf_release(&login.url);
	return result;
}

int auth_login(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct options options = {.timeout = 300};
	const char *name;
	struct auth auth;
	int result = opt_parse_one(&line, argc, argv, &options, &name, err);

	if (result <= 0)
		return result;
	if (auth_open(&auth, name, env, err) < 0)
		return -1;
	if (options.owner)
		result = auth_login_owner(&auth, err);
	else if (profile_is_invitation(&auth.profile))
		result = invite(&auth, !options.no_browser, err);
	else
		result = login_profile(&auth, !options.no_browser, options.timeout, err);
	auth_close(&auth);
	return result;
}
