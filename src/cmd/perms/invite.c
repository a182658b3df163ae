#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/browser.h"
#include "base/opt.h"
#include "cmd/perms/perms.h"
#include "core/profile/invitation.h"
#include "discred/profile.h"

enum { OPT_PERMISSIONS = OPT_FIRST, OPT_GUILD, OPT_FIXED, OPT_TYPE, OPT_OPEN, OPT_JSON };

static const struct opt_spec specs[] = {
    {OPT_PERMISSIONS, 'p', "permissions", "EXPR", "ask for these instead of the profile's"},
    {OPT_GUILD, 'g', "guild", "ID", "preselect this guild instead of the profile's"},
    {OPT_FIXED, 0, "disable-guild-select", NULL, "no other guild can be chosen"},
    {OPT_TYPE, 0, "integration-type", "TYPE", "guild, or user: the commands go to the user's own account"},
    {OPT_OPEN, 'o', "open", NULL, "open it in a browser, too"},
    {OPT_JSON, 0, "json", NULL, "an object with the url and what is in it"},
    OPT_SPEC_END,
};

struct wish {
	const char *profile;
	const char *permissions_text; /* NULL: the profile's */
	uint64_t permissions;
	const char *guild_id; /* NULL: the profile's */
	bool fixed_guild;
	enum invitation_type type;
	bool open;
	bool json;
	bool help;
};

static int take_type(struct wish *wish, const char *text, struct error *err)
{
	if (!strcmp(text, "guild") || !strcmp(text, "0"))
		wish->type = INVITATION_GUILD;
	else if (!strcmp(text, "user") || !strcmp(text, "1"))
		wish->type = INVITATION_USER;
	else
		return error_set(err, ERROR_USAGE, "option '--integration-type': '%s' is neither guild nor user", text);
	return 0;
}

static int take_guild(struct wish *wish, const char *text, struct error *err)
{
	struct error trouble = ERROR_INIT;
	uint64_t id;

	/* An id has the form of a permission number, but 0 is nobody's. */
	if (permission_parse_number(text, &id, &trouble) < 0 || !id)
		return error_set(err, ERROR_USAGE, "option '--guild': '%s' is not an id", text);
	wish->guild_id = text;
	return 0;
}

static int take(struct wish *wish, int id, const char *text, struct error *err)
{
	switch (id) {
	case OPT_PERMISSIONS:
		wish->permissions_text = text;
		if (perms_parse(text, &wish->permissions, err) < 0)
			return error_prefix(err, "option '--permissions'");
		return 0;
	case OPT_GUILD:
		return take_guild(wish, text, err);
	case OPT_TYPE:
		return take_type(wish, text, err);
	default:
		wish->fixed_guild = wish->fixed_guild || id == OPT_FIXED;
		wish->open = wish->open || id == OPT_OPEN;
		wish->json = wish->json || id == OPT_JSON;
		wish->help = wish->help || id == OPT_HELP;
		return 0;
	}
}

static int parse(int argc, char **argv, struct wish *wish, struct error *err)
{
	struct opt opt;
	int id;

	*wish = (struct wish){.type = INVITATION_PLAIN};
	opt_init(&opt, specs, argc, argv);
	while ((id = opt_next(&opt, err)) > 0)
		if (take(wish, id, opt.value, err) < 0)
			return -1;
	if (id < 0)
		return -1;
	wish->profile = opt_argument(&opt);
	return opt_finish(&opt, err);
}

/* Of the profile's scopes those that an invitation can have: others need the code grant. */
static const char *choose_scope(const struct profile *profile, const struct wish *wish)
{
	bool bot = strings_have(&profile->scope, "bot");
	bool commands = strings_have(&profile->scope, "applications.commands");

	if (wish->type == INVITATION_USER || (commands && !bot))
		return "applications.commands";
	return commands ? "bot applications.commands" : "bot";
}

static int choose(const struct profile *profile, const struct wish *wish, struct invitation *invitation,
		  struct error *err)
{
	*invitation = (struct invitation){
	    .scope = choose_scope(profile, wish),
	    .permissions = wish->permissions_text ? wish->permissions : profile->permissions,
	    .guild_id = wish->guild_id ? wish->guild_id : profile->guild_id,
	    .fixed_guild = wish->fixed_guild,
	    .type = wish->type,
	};
	if (strncmp(invitation->scope, "bot", 3) && (wish->permissions_text || wish->guild_id || wish->fixed_guild)) {
		error_set(err, ERROR_USAGE,
			  "without scope 'bot' no permissions are asked for and no guild is selected");
		return error_hint(err, "leave out --permissions, --guild and --disable-guild-select");
	}
	if (invitation->fixed_guild && !invitation->guild_id) {
		error_set(err, ERROR_USAGE, "option '--disable-guild-select' needs a guild");
		return error_hint(err, "give --guild ID, or set guild_id in the profile");
	}
	return 0;
}

static json_t *describe(const struct profile *profile, const struct invitation *invitation, const char *url)
{
	bool bot = !strncmp(invitation->scope, "bot", 3);
	json_t *type =
	    invitation->type == INVITATION_PLAIN ? json_null() : json_integer(invitation->type == INVITATION_USER);

	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:s?, s:b, s:o}", "url", url, "profile", profile->id,
			 "client_id", profile->client_id, "scope", invitation->scope, "permissions",
			 bot ? perms_json_value(invitation->permissions) : json_null(), "permission_names",
			 perms_json_names(bot ? invitation->permissions : 0), "guild_id",
			 bot ? invitation->guild_id : NULL, "disable_guild_select", invitation->fixed_guild,
			 "integration_type", type);
}

static int open_page(const struct profile *profile, const char *url, const struct environ *env, struct error *err)
{
	struct strings scrub = STRINGS_INIT;
	int result;

	profile_secret_variables(profile, &scrub);
	result = browser_show(env, &scrub, url, err);
	strings_release(&scrub);
	return result;
}

static int invite(const struct profile *profile, const struct wish *wish, const struct environ *env, struct error *err)
{
	struct invitation invitation;
	int result = 0;
	char *url;

	if (choose(profile, wish, &invitation, err) < 0)
		return -1;
	url = invitation_url(profile, &invitation);
	if (wish->json)
		result = json_print(describe(profile, &invitation, url), stdout, err);
	else
		printf("%s\n", url);
	fflush(stdout);
	if (!result && wish->open)
		result = open_page(profile, url, env, err);
	free(url);
	return result;
}

int perms_invite(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct profile profile;
	struct wish wish;
	int result;

	if (parse(argc, argv, &wish, err) < 0)
		return -1;
	if (wish.help) {
		opt_print_help(stdout, "discred perms invite [OPTIONS] [PROFILE]",
			       "Prints the address at which the profile's bot is added to a guild.", specs);
		perms_print_grammar();
		return 0;
	}
	if (profile_open(&profile, wish.profile, env, &source_table, stderr, err) < 0)
		return -1;
	result = invite(&profile, &wish, env, err);
	profile_release(&profile);
	return result;
}
