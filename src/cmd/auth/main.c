/*
 * discred auth: everything that makes, renews, shows or ends an authorization. The only program that reads a grant.
 */
#include "cmd/auth/auth.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/verb.h"
#include "discred/main.h"
#include "discred/source.h"

int auth_open(struct auth *auth, const char *profile, const struct environ *env, struct error *err)
{
	*auth = (struct auth){.env = env, .http = HTTP_SETTINGS_INIT};
	if (profile_open(&auth->profile, profile, env, &source_table, stderr, err) < 0)
		return -1;
	if (store_open(&auth->store, &store_table, auth->profile.store, env, err) < 0) {
		profile_release(&auth->profile);
		return -1;
	}
	auth->user_agent = profile_user_agent(&auth->profile);
	auth->http.user_agent = auth->user_agent;
	auth->http.ca_file = auth->profile.ca_file;
	return 0;
}

void auth_close(struct auth *auth)
{
	free(auth->user_agent);
	store_close(&auth->store);
	profile_release(&auth->profile);
}

int auth_lock(const struct auth *auth, struct store_hold *hold, struct error *err)
{
	return auth->store.ops->lock(&auth->store, auth->profile.id, STORE_EXCLUSIVE, AUTH_LOCK_MS, hold, err);
}

static const struct verb verbs[] = {
    {"login", auth_login, "[PROFILE]", "authorize in the browser and store the tokens"},
    {"refresh", auth_refresh, "[PROFILE | --all]", "renew the access token"},
    {"status", auth_status, "[PROFILE | --all]", "show what is stored, without asking Discord"},
    {"check", auth_check, "[PROFILE]", "ask Discord whether token, bot and channel are as they should be"},
    {"logout", auth_logout, "[PROFILE]", "remove what is stored here"},
    {"revoke", auth_revoke, "[PROFILE]", "end the authorization at Discord, then remove it here"},
    {"webhook", auth_webhook, "[PROFILE]", "print the URL of the webhook made at login"},
    {"answer", auth_answer, "SOURCE [PROFILE]", "answer for a source of a stack (for discred itself)"},
    {"secret", auth_secret, "KEY PROFILE", "keep a secret that is given on stdin (for discred itself)"},
    {.name = NULL},
};

int cmd_main(int argc, char **argv, const struct environ *env, struct error *err)
{
	return verb_run("discred auth", "Makes, renews, shows and ends authorizations.", verbs, argc, argv, env, err);
}
