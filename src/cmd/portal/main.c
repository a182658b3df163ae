/*
 * discred-portal: what a bot token tells about its application, for the programs that may not use the network. The
 * token comes on stdin, the answer is one JSON object on stdout: what was asked for, or {"error": {"code", "text",
 * "hint", "refused"}}, so that whoever asked can go on without it. "refused" says that Discord does not know the token.
 *
 * Facts: discord.com/developers/docs/resources/application, .../resources/user#get-current-user-guilds,
 * .../resources/guild.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/opt.h"
#include "core/discord/intent.h"
#include "core/discord/permission.h"
#include "core/output/json_layout.h"
#include "discred/main.h"
#include "discred/secret.h"
#include "net/http/application.h"
#include "net/http/discord_api.h"

/* Pages of servers; a bot that is in more of them is not set up by hand. */
enum { GUILDS_PAGE = 200, PAGES_MAX = 25 };

struct portal {
	struct discord_api api;
	struct token token;
	const char *argument; /* of the question, NULL: none */
	const char *user;     /* of `channel`: whose membership, NULL: the bot's */
};

static const struct opt_spec specs[] = {
    OPT_TEXT(0, "api-base", "URL", struct portal, api.base, "where Discord's API is (https://discord.com/api/v10)"),
    OPT_TEXT(0, "ca-file", "FILE", struct portal, api.http.ca_file, "certificates to trust instead of the system's"),
    OPT_SPEC_END,
};

static const struct opt_line line = {
    .usage = "discred-portal [OPTIONS] application|guilds|guild ID|channel ID [USER]|intent NAME",
    .summary = "Asks Discord what the bot token on stdin tells (for discred itself).",
    .specs = specs,
};

static json_t *get(struct portal *portal, const char *path, struct error *err)
{
	const struct http_request request = {.method = "GET"};
	json_t *value;

	return discord_api_json(&portal->api, &request, path, &portal->token, &value, err) < 0 ? NULL : value;
}

static bool is_id(const char *text)
{
	struct error ignored = ERROR_INIT;
	uint64_t id;

	return text && !permission_parse_number(text, &id, &ignored) && id;
}

/* Without an id it is not from Discord. */
static json_t *get_object(struct portal *portal, const char *path, struct error *err)
{
	json_t *object = get(portal, path, err);

	if (!object || is_id(json_text(object, "id")))
		return object;
	json_decref(object);
	error_set(err, ERROR_TEMP, "the answer to %s has no id", path);
	return NULL;
}

static json_t *application(struct portal *portal, struct error *err)
{
	json_t *object;

	return application_load(&portal->api, &portal->token, &object, err) < 0 ? NULL : object;
}

/* {"guilds": [...], "complete": whether these are all} */
static json_t *guilds(struct portal *portal, struct error *err)
{
	json_t *all = json_array();
	size_t got = GUILDS_PAGE;

	for (unsigned page = 0; page < PAGES_MAX && got == GUILDS_PAGE; page++) {
		const char *last = json_text(json_array_get(all, json_array_size(all) - 1), "id");
		char *path = xasprintf("/users/@me/guilds?limit=%d&after=%s", GUILDS_PAGE, last ? last : "0");
		json_t *list = get(portal, path, err);

		free(path);
		got = json_array_size(list);
		if (!list || json_array_extend(all, list) < 0 ||
		    (got && !is_id(json_text(json_array_get(list, got - 1), "id")))) {
			if (list)
				error_set(err, ERROR_TEMP, "the list of servers is none");
			json_decref(list);
			json_decref(all);
			return NULL;
		}
		json_decref(list);
	}
	return json_pack("{s:o, s:b}", "guilds", all, "complete", got < GUILDS_PAGE);
}

/* What is not to be had is null: the channels alone do, too. */
static json_t *get_guild(struct portal *portal)
{
	char *path = xasprintf("/guilds/%s", portal->argument);
	struct error ignored = ERROR_INIT;
	json_t *object = get_object(portal, path, &ignored);

	free(path);
	return object ? object : json_null();
}

static json_t *get_member(struct portal *portal, const char *user)
{
	char *path = xasprintf("/guilds/%s/members/%s", portal->argument, user);
	struct error ignored = ERROR_INIT;
	json_t *member = get(portal, path, &ignored);

	free(path);
	return member ? member : json_null();
}

/* {"channels": [...], "guild": with its roles, "member": the bot there} */
static json_t *guild(struct portal *portal, struct error *err)
{
	char *path = xasprintf("/guilds/%s/channels", portal->argument);
	json_t *channels = get(portal, path, err);
	json_t *user = NULL;
	json_t *result = NULL;

	free(path);
	if (channels && !json_is_array(channels))
		error_set(err, ERROR_TEMP, "the list of channels is none");
	if (!json_is_array(channels))
		goto out;
	user = get_object(portal, "/users/@me", err);
	if (!user)
		goto out;
	result = json_pack("{s:O, s:o, s:o}", "channels", channels, "guild", get_guild(portal), "member",
			   get_member(portal, json_text(user, "id")));
out:
	json_decref(channels);
	json_decref(user);
	return result;
}

/* The object at a path with that id at its end; the error names it. */
static json_t *get_part(struct portal *portal, const char *below, const char *id, const char *what, struct error *err)
{
	char *path = xasprintf("%s/%s", below, id);
	json_t *object = get(portal, path, err);

	free(path);
	if (!object)
		error_prefix(err, "%s %s", what, id);
	return object;
}

static const char *find_user(struct portal *portal, json_t **self, struct error *err)
{
	if (portal->user)
		return portal->user;
	*self = get_object(portal, "/users/@me", err);
	return json_text(*self, "id");
}

/* A thread has its parent's overwrites. */
static bool is_thread(const json_t *channel)
{
	json_int_t type = json_integer_value(json_object_get(channel, "type"));

	return type >= 10 && type <= 12;
}

/* {"channel", "guild" with its roles, "member", "parent" of a thread, else null}: all that permissions follow from */
static json_t *channel(struct portal *portal, struct error *err)
{
	json_t *object = get_part(portal, "/channels", portal->argument, "channel", err);
	json_t *self = NULL;
	json_t *server = NULL;
	json_t *member = NULL;
	json_t *parent = NULL;
	json_t *result = NULL;
	const char *server_id = json_text(object, "guild_id");
	const char *user;

	if (object && !is_id(server_id))
		error_set(err, ERROR_CONFIG, "channel %s is in no server", portal->argument);
	if (!object || !is_id(server_id))
		goto out;
	user = find_user(portal, &self, err);
	server = user ? get_part(portal, "/guilds", server_id, "server", err) : NULL;
	if (server) {
		char *members = xasprintf("/guilds/%s/members", server_id);

		member = get_part(portal, members, user, "member", err);
		free(members);
	}
	if (member && is_thread(object) && is_id(json_text(object, "parent_id"))) {
		parent = get_part(portal, "/channels", json_text(object, "parent_id"), "channel", err);
		if (!parent)
			goto out;
	}
	if (member)
		result = json_pack("{s:O, s:O, s:O, s:O?}", "channel", object, "guild", server, "member", member,
				   "parent", parent);
out:
	json_decref(object);
	json_decref(self);
	json_decref(server);
	json_decref(member);
	json_decref(parent);
	return result;
}

static const struct intent *find_intent(const char *name)
{
	for (size_t i = 0; i < INTENTS; i++)
		if (!strcmp(intent_table[i].name, name))
			return &intent_table[i];
	return NULL;
}

/* Switches the limited intent on if it is off; the application as it is read after that. */
static json_t *intent(struct portal *portal, struct error *err)
{
	const struct intent *wanted = find_intent(portal->argument);
	json_t *object = NULL;

	if (!wanted) {
		error_set(err, ERROR_USAGE, "no intent '%s'", portal->argument);
		return NULL;
	}
	if (application_load(&portal->api, &portal->token, &object, err) < 0)
		return NULL;
	if (application_has_flag(object, wanted->approved | wanted->limited))
		return object;
	json_decref(object);
	if (application_set_flag(&portal->api, &portal->token, wanted->limited, &object, err) == 0)
		return object;
	error_prefix(err, "the intent %s", wanted->name);
	return NULL;
}

static const struct question {
	const char *name;
	bool argument;
	json_t *(*answer)(struct portal *portal, struct error *err);
} questions[] = {
    {"application", false, application}, {"guilds", false, guilds}, {"guild", true, guild},
    {"channel", true, channel},          {"intent", true, intent},
};

static const struct question *find_question(const char *name)
{
	for (size_t i = 0; name && i < ARRAY_LEN(questions); i++)
		if (!strcmp(questions[i].name, name))
			return &questions[i];
	return NULL;
}

static int read_token(struct token *token, struct error *err)
{
	token->type = TOKEN_BOT;
	if (file_read(STDIN_FILENO, "stdin", &token->secret, err) < 0 ||
	    secret_take_line("bot_token", &token->secret, err) < 0)
		return -1;
	if (token_bytes_valid(buf_text(&token->secret), token->secret.len))
		return 0;
	return error_set(err, ERROR_USAGE, "bot_token: it has a letter that no token has");
}

static int answer(struct portal *portal, const struct question *question, struct error *err)
{
	struct error trouble = ERROR_INIT;
	json_t *value = read_token(&portal->token, &trouble) < 0 ? NULL : question->answer(portal, &trouble);

	if (!value)
		value = json_pack("{s:{s:s, s:o, s:o, s:b}}", "error", "code", error_name(trouble.code), "text",
				  json_lenient(trouble.text), "hint", json_lenient(trouble.hint), "refused",
				  portal->api.refused);
	return json_print(value, stdout, err);
}

static int ask(struct portal *portal, const struct question *question, const char *argument, struct error *err)
{
	int result;

	json_wipe_on_free();
	portal->argument = argument;
	portal->api.http.user_agent = "DiscordBot (https://discord.com/developers/applications, " DISCRED_VERSION ")";
	portal->api.http.reply_max = DISCORD_REPLY_MAX;
	result = answer(portal, question, err);
	token_release(&portal->token);
	discord_api_release(&portal->api);
	return result;
}

int cmd_main(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct portal portal = {.api = DISCORD_API_INIT, .token = TOKEN_INIT};
	const struct question *question;
	const char *argument;
	struct opt_arguments arguments;
	int result;

	portal.api.http.env = env;
	portal.api.base = "https://discord.com/api/v10";
	result = opt_parse(&line, argc, argv, &portal, &arguments, err);
	if (result <= 0)
		return result;
	question = find_question(opt_argument(&arguments));
	if (!question)
		return error_set(err, ERROR_USAGE, "nothing to ask was named");
	argument = question->argument ? opt_argument(&arguments) : NULL;
	if (question->argument && !argument)
		return error_set(err, ERROR_USAGE, "'%s' needs an argument", question->name);
	if (question->answer == channel)
		portal.user = opt_argument(&arguments);
	if ((question->answer == guild || question->answer == channel) && !is_id(argument))
		return error_set(err, ERROR_USAGE, "'%s' is no id of a %s", argument, question->name);
	if (portal.user && !is_id(portal.user))
		return error_set(err, ERROR_USAGE, "'%s' is no id of a user", portal.user);
	return opt_finish(&arguments, err) < 0 ? -1 : ask(&portal, question, argument, err);
}
