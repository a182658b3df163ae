#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/signals.h"
#include "base/verb.h"
#include "cmd/auth/auth.h"
#include "core/slot/backoff.h"
#include "discred/slot.h"
#include "net/oauth/oauth.h"
#include "net/oauth/renewal.h"

/* Discord ends all tokens of that user for the application: other profiles of the same client may go with them. */
static void warn_others(const struct auth *auth)
{
	struct strings names = STRINGS_INIT;
	struct error err = ERROR_INIT;

	log_warn("this ends all tokens of that Discord user for application %s", auth->profile.client_id);
	if (profile_list(auth->env, &names, &err) < 0)
		return;
	for (size_t i = 0; i < names.count; i++) {
		struct diagnostics list = DIAGNOSTICS_INIT;
		struct profile other;

		if (strcmp(names.item[i], auth->profile.id) != 0 &&
		    !profile_load(&other, names.item[i], auth->env, &source_table, &list, &err)) {
			if (!strcmp(other.client_id, auth->profile.client_id))
				log_warn("profile '%s' has the same client_id: its tokens may end too", other.id);
			profile_release(&other);
		}
		diagnostics_release(&list);
	}
	strings_release(&names);
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

static int revoke_locked(const struct auth *auth, const struct store_hold *hold, struct error *err)
{
	struct buf secret = BUF_INIT(BUF_TOKEN_MAX);
	struct buf token = BUF_INIT(BUF_TOKEN_MAX);
	struct oauth_client client = {.profile = &auth->profile, .secret = &secret, .http = &auth->http};
	const char *hint = "";
	sigset_t before;
	int result = slot_adopt_grant(&auth->store, auth->profile.id, err);

	if (!result)
		result = find_token(auth, &token, &hint, err);
	if (!result)
		result = renewal_secret(&auth->profile, auth->env, &auth->store, &secret, err);
	if (!result)
		warn_others(auth);
	signals_hold(&before);
	if (!result)
		result = oauth_revoke(&client, &token, hint, err);
	if (!result)
		result = slot_forget(&auth->store, auth->profile.id, err);
	if (!result)
		backoff_clear(&auth->store, hold, auth->profile.id, NULL);
	signals_release(&before);
	buf_release(&secret);
	buf_release(&token);
	return result ? error_prefix(err, "profile '%s'", auth->profile.id) : 0;
}

int auth_revoke(int argc, char **argv, const struct environ *env, struct error *err)
{
	static const struct verb_line line = {"discred auth revoke [OPTIONS] [PROFILE]",
					      "Ends the authorization at Discord, then removes what is stored here.",
					      NULL};
	struct store_hold hold;
	const char *name;
	struct auth auth;
	int result = verb_parse(&line, argc, argv, NULL, &name, err);

	if (result <= 0)
		return result;
	if (auth_open(&auth, name, env, err) < 0)
		return -1;
	result = slot_lock(&auth.store, auth.profile.id, &hold, err);
	if (!result) {
		result = revoke_locked(&auth, &hold, err);
		auth.store.ops->unlock(&hold);
	}
	if (!result)
		printf("revoked the authorization of profile '%s'\n", auth.profile.id);
	auth_close(&auth);
	return result;
}
