#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/browser.h"
#include "base/opt.h"
#include "cmd/perms/perms.h"
#include "core/profile/invitation.h"
#include "discred/profile.h"

struct options {
	const char *profile;
	const char *permissions_text; /* NULL: the profile's */
	uint64_t permissions;
	const char *guild_id; /* NULL: the profile's */
	bool fixed_guild;
	enum invitation_type type;
	bool open;
	bool json;
};

static int take_type(void *to, const char *text, struct error *err)
{
	struct options *options = to;

	if (!strcmp(text, "guild") || !strcmp(text, "0"))
		options->type = INVITATION_GUILD;
	else if (!strcmp(text, "user") || !strcmp(text, "1"))
		options->type = INVITATION_USER;
	else
		return error_set(err, ERROR_USAGE, "option '--integration-type': '%s' is neither guild nor user", text);
	return 0;
}

static int take_guild(void *to, const char *text, struct error *err)
{
	struct options *options = to;
	struct error trouble = ERROR_INIT;
	uint64_t id;

	/* An id has the form of a permission number, but 0 is nobody's. */
	if (permission_parse_number(text, &id, &trouble) < 0 || !id)
		return error_set(err, ERROR_USAGE, "option '--guild': '%s' is not an id", text);
	options->guild_id = text;
	return 0;
}

static int take_permissions(void *to, const char *text, struct error *err)
{
	struct options *options = to;

	options->permissions_text = text;
	return perms_parse(text, &options->permissions, err) < 0 ? error_prefix(err, "option '--permissions'") : 0;
}

static const struct opt_spec specs[] = {
    OPT_TAKE('p', "permissions", "EXPR", take_permissions, "ask for these instead of the profile's"),
    OPT_TAKE('g', "guild", "ID", take_guild, "preselect this guild instead of the profile's"),
    OPT_FLAG(0, "disable-guild-select", struct options, fixed_guild, "no other guild can be chosen"),
    OPT_TAKE(0, "integration-type", "TYPE", take_type, "guild, or user: the commands go to the user's own account"),
    OPT_FLAG('o', "open", struct options, open, "open it in a browser, too"),
    OPT_FLAG(0, "json", struct options, json, "an object with the url and what is in it"),
    OPT_SPEC_END,
};

static const struct opt_line line = {
    .usage = "discred perms invite [OPTIONS] [PROFILE]",
    .summary = "Prints the address at which the profile's bot is added to a guild.",
    .specs = specs,
    .print_more = perms_print_grammar,
};

/* Of the profile's scopes those that an invitation can have: others need the code grant. */
static const char *choose_scope(const struct profile *profile, const struct options *options)
{
	bool bot = strings_have(&profile->scope, "bot");
	bool commands = strings_have(&profile->scope, "applications.commands");

	if (options->type == INVITATION_USER || (commands && !bot))
		return "applications.commands";
	return commands ? "bot applications.commands" : "bot";
}

static int choose(const struct profile *profile, const struct options *options, struct invitation *invitation,
		  struct error *err)
{
	*invitation = (struct invitation){
	    .scope = choose_scope(profile, options),
	    .permissions = options->permissions_text ? options->permissions : profile->permissions,
	    .guild_id = options->guild_id ? options->guild_id : profile->guild_id,
	    .fixed_guild = options->fixed_guild,
	    .type = options->type,
	};
	if (strncmp(invitation->scope, "bot", 3) &&
	    (options->permissions_text || options->guild_id || options->fixed_guild)) {
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

static int invite(const struct profile *profile, const struct options *options, const struct environ *env,
		  struct error *err)
{
	struct invitation invitation;
	int result = 0;
	char *url;

	if (choose(profile, options, &invitation, err) < 0)
		return -1;
	url = invitation_url(profile, &invitation);
	if (options->json)
		result = json_print(describe(profile, &invitation, url), stdout, err);
	else
		printf("%s\n", url);
	fflush(stdout);
	if (!result && options->open)
		result = open_page(profile, url, env, err);
	free(url);
	return result;
}

int perms_invite(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct profile profile;
	struct options options = {.type = INVITATION_PLAIN};
	int result = opt_parse_one(&line, argc, argv, &options, &options.profile, err);

	if (result <= 0)
		return result;
	if (profile_open(&profile, options.profile, env, &source_table, stderr, err) < 0)
		return -1;
	result = invite(&profile, &options, env, err);
	profile_release(&profile);
	return result;
}
