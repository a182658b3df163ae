/*
 * discred auth: everything that makes, renews, shows or ends an authorization. The only program that reads a grant.
 */
#include "discred/main.h"
#include <signal.h>

#include "base/verb.h"
#include "cmd/auth/auth.h"

static const struct verb verbs[] = {
    {"login", auth_login, "[PROFILE]", "authorize in the browser and store the tokens"},
    {"refresh", auth_refresh, "[PROFILE | --all]", "renew the access token"},
    {"status", auth_status, "[PROFILE | --all]", "show what is stored, without asking Discord"},
    {"check", auth_check, "[PROFILE]", "ask Discord whether token, bot and channel are as they should be"},
    {"logout", auth_logout, "[PROFILE]", "remove what is stored here"},
    {"revoke", auth_revoke, "[PROFILE]", "end the authorization at Discord, then remove it here"},
    {"webhook", auth_webhook, "[PROFILE]", "print the URL of the webhook made at login"},
    {"seal", auth_seal, "[--with KIND ...]", "encrypt what is stored, and show or change who can open it"},
    {"unseal", auth_unseal, "", "decrypt what is stored"},
    {"rekey", auth_rekey, "", "encrypt what is stored with a new key"},
    {"answer", auth_answer, "SOURCE [PROFILE]", "answer for a source of a stack (for discred itself)"},
    {"secret", auth_secret, "KEY PROFILE", "keep a secret that is given on stdin (for discred itself)"},
    {.name = NULL},
};

int cmd_main(int argc, char **argv, const struct environ *env, struct error *err)
{
	/* A write beyond the limit on the size of files is an error like any other. */
	signal(SIGXFSZ, SIG_IGN);
	return verb_run("discred auth", "Makes, renews, shows and ends authorizations.", verbs, argc, argv, env, err);
}
