#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/opt.h"
#include "base/signals.h"
#include "base/terminal.h"
#include "cmd/auth/auth.h"
#include "core/slot/backoff.h"
#include "discred/slot.h"
#include "net/oauth/oauth.h"
#include "net/oauth/renewal.h"

struct options {
	bool yes;
};

static const struct opt_spec specs[] = {
    OPT_FLAG('y', "yes", struct options, yes, "ask nothing, where other profiles' tokens end too"),
    OPT_SPEC_END,
};

/* Discord ends all tokens of that user for the application: other profiles of the same client may go with them. */
static void find_others(const struct auth *auth, struct strings *others)
{
	struct strings names = STRINGS_INIT;
	struct error err = ERROR_INIT;

	if (profile_list(auth->env, &names, &err) < 0)
		return;
	for (size_t i = 0; i < names.count; i++) {
		struct diagnostics list = DIAGNOSTICS_INIT;
		struct profile other;

		if (strcmp(names.item[i], auth->profile.id) != 0 &&
		    !profile_load(&other, names.item[i], auth->env, &source_table, &list, &err)) {
			if (!strcmp(other.client_id, auth->profile.client_id))
				strings_add(others, other.id);
			profile_release(&other);
		}
		diagnostics_release(&list);
	}
	strings_release(&names);
}

static void warn(const struct auth *auth, const struct strings *others)
{
	log_warn("this ends all tokens of that Discord user for application %s", auth->profile.client_id);
	for (size_t i = 0; i < others->count; i++)
		log_warn("profile '%s' has the same client_id: its tokens may end too", others->item[i]);
}

/* A person is asked, before the lock is taken: others need not wait for the answer. A script is only warned. */
static int ask(const struct auth *auth, const struct strings *others, bool *warned, struct error *err)
{
	char *device = terminal_device();
	bool there = false;
	bool yes = true;
	int result = 0;

	if (device)
		result = slot_has_login(&auth->store, auth->profile.id, &there, err);
	if (there) {
		warn(auth, others);
		*warned = true;
		result = terminal_confirm("", "Revoke it", &yes, err);
	}
	if (!result && !yes)
		result = error_set(err, ERROR_DENIED, "profile '%s' was not revoked", auth->profile.id);
	free(device);
	return result;
}

/* What is sent: the grant's refresh token, or without a grant the access token. */
static int find_token(const struct auth *auth, struct buf *found, const char **hint, struct error *err)
{
	struct grant grant = GRANT_INIT;
	struct token token = TOKEN_INIT;
	int result = slot_load_grant(&auth->store, auth->profile.id, &grant, err);

	if (!result &&
	    (strcmp(grant.client_id, auth->profile.client_id) || strcmp(grant.api_base, auth->profile.api_base))) {
		result =
		    error_set(err, ERROR_CONFIG, "the stored grant is for client_id '%s' at '%s', not '%s' at '%s'",
			      grant.client_id, grant.api_base, auth->profile.client_id, auth->profile.api_base);
		error_hint(err, "correct the profile, or run 'discred auth logout %s'", auth->profile.id);
	} else if (!result) {
		buf_move(found, &grant.refresh);
		*hint = "refresh_token";
	} else if (err->code == ERROR_NONE && !slot_load_token(&auth->store, auth->profile.id, "token", &token, err) &&
		   !strcmp(token.client_id, auth->profile.client_id) &&
		   !strcmp(token.api_base, auth->profile.api_base)) {
		buf_move(found, &token.secret);
		*hint = "access_token";
		result = 0;
	} else if (err->code == ERROR_NONE || err->code == ERROR_OK) {
		result = error_set(err, ERROR_NONE, "nothing is stored that could be revoked");
	}
	grant_release(&grant);
	token_release(&token);
	return result;
}

/* Warns of the other profiles; NULL: that was done. */
static int revoke_locked(const struct auth *auth, const struct strings *others, const struct store_hold *hold,
			 struct error *err)
{
	struct buf secret = BUF_INIT(BUF_TOKEN_MAX);
	struct buf token = BUF_INIT(BUF_TOKEN_MAX);
	struct oauth_client client = {.profile = &auth->profile, .secret = &secret, .http = &auth->http};
	const char *hint = "";
	sigset_t before;
	int result = slot_adopt_grant(&auth->store, auth->profile.id, err);

	if (!result)
		result = slot_claim(&auth->store, auth->profile.id, hold, err);
	if (!result)
		result = find_token(auth, &token, &hint, err);
	if (!result)
		result = renewal_secret(&auth->profile, auth->env, &auth->store, &secret, err);
	if (!result && others)
		warn(auth, others);
	if (!result)
		result = oauth_revoke(&client, &token, hint, err);
	/* Stopped before this, it can be done once more. */
	signals_hold(&before);
	if (!result && slot_forget(&auth->store, auth->profile.id, err) < 0) {
		result = error_prefix(err, "the authorization is ended at Discord, but not all is removed here");
		error_hint(err, "run 'discred auth revoke %s' again", auth->profile.id);
	}
	if (!result)
		backoff_clear(&auth->store, hold, auth->profile.id, NULL);
	signals_release(&before);
	buf_release(&secret);
	buf_release(&token);
	return result ? error_prefix(err, "profile '%s'", auth->profile.id) : 0;
}

static int revoke_profile(const struct auth *auth, bool yes, struct error *err)
{
	struct strings others = STRINGS_INIT;
	struct store_hold hold;
	bool warned = false;
	int result = 0;

	find_others(auth, &others);
	if (others.count && !yes)
		result = ask(auth, &others, &warned, err);
	if (!result)
		result = slot_lock(&auth->store, auth->profile.id, &hold, err);
	if (!result) {
		result = revoke_locked(auth, warned ? NULL : &others, &hold, err);
		auth->store.ops->unlock(&hold);
	}
	if (!result)
		printf("revoked the authorization of profile '%s'\n", auth->profile.id);
	strings_release(&others);
	return result;
}

int auth_revoke(int argc, char **argv, const struct environ *env, struct error *err)
{
	static const struct opt_line line = {
	    .usage = "discred auth revoke [OPTIONS] [PROFILE]",
	    .summary = "Ends the authorization at Discord, then removes what is stored here.",
	    .specs = specs,
	};
	const char *name;
	struct options options = {.yes = false};
	struct auth auth;
	int result = opt_parse_one(&line, argc, argv, &options, &name, err);

	if (result <= 0)
		return result;
	if (auth_open(&auth, name, env, err) < 0)
		return -1;
	result = revoke_profile(&auth, options.yes, err);
	auth_close(&auth);
	return result;
}
