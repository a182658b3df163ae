/*
 * discred profile: makes, shows, changes and checks profiles. Secrets pass through on their way to discred-auth, and
 * are read nowhere here.
 */
#include "cmd/profile/profile.h"

#include "base/verb.h"
#include "discred/main.h"

static const struct verb verbs[] = {
    {"new", profile_new, "[NAME]", "make a profile, asking for what it takes"},
    {"import", profile_import, "FILE", "make a profile of a .env file or a JSON credential"},
    {"list", profile_list_all, "", "list the profiles, and the state of their tokens"},
    {"show", profile_show, "[PROFILE]", "show what every key is worth, and where that comes from"},
    {"path", profile_path, "[PROFILE]", "print where the profile's file is"},
    {"default", profile_default, "[PROFILE]", "print or choose the profile that is meant when none is named"},
    {"check", profile_check, "[PROFILE | --all]", "look for mistakes, without a word to Discord"},
    {"edit", profile_edit, "[PROFILE]", "change it in your editor"},
    {"rename", profile_rename, "PROFILE NAME", "give a profile and what is stored for it another name"},
    {"remove", profile_remove, "PROFILE", "remove a profile and what is stored for it"},
    {"set-secret", profile_set_secret, "[PROFILE] KEY", "store client_secret or bot_token: typed, or from stdin"},
    {.name = NULL},
};

int cmd_main(int argc, char **argv, const struct environ *env, struct error *err)
{
	return verb_run("discred profile", "Makes, shows, changes and checks profiles.", verbs, argc, argv, env, err);
}
