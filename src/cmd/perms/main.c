/*
 * discred perms: Discord's permission bit field, listed, explained, computed and checked. Nothing here asks Discord.
 */
#include "cmd/perms/perms.h"

#include "base/verb.h"
#include "discred/main.h"

static const struct verb verbs[] = {
    {"list", perms_list, "[PATTERN]", "show all permissions, or some"},
    {"explain", perms_explain, "[VALUE...]", "show what a value holds, or the profile's"},
    {"calc", perms_calc, "EXPR", "make a value from names and numbers"},
    {"check", perms_check, "HAVE --needs EXPR", "whether a value holds all that is needed"},
    {"diff", perms_diff, "A B", "what B gained, lost and kept of A"},
    {"channel", perms_channel, "[PROFILE | ...]", "a member's permissions in a channel, and why not"},
    {"invite", perms_invite, "[PROFILE]", "the address that invites the profile's bot"},
    {.name = NULL},
};

int cmd_main(int argc, char **argv, const struct environ *env, struct error *err)
{
	return verb_run("discred perms", "Lists, explains, computes and checks Discord's permissions.", verbs, argc,
			argv, env, err);
}
