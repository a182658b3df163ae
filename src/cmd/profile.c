/*
 * discred profile: makes, shows, changes and checks profiles. Secrets pass through on their way to discred-auth, and
 * are read nowhere here.
 */
#include "profile.h"

#include "discred/main.h"

static const struct verb verbs[] = {
    {"new", profile_new, "[NAME]", "make a profile, asking for what it takes"},
    {"import", profile_import, "FILE", "make a profile of a .env file or a JSON credential"},
    {"path", profile_path, "[PROFILE]", "print where the profile's file is"},
    {"set-secret", profile_set_secret, "[PROFILE] KEY", "store client_secret or bot_token: typed, or from stdin"},
    {.name = NULL},
};

int cmd_main(int argc, char **argv, const struct environ *env, struct error *err)
{
	return verb_run("discred profile", "Makes, shows, changes and checks profiles.", verbs, argc, argv, env, err);
}
