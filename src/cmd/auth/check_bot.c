#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cmd/auth/check.h"
#include "core/slot/handover.h"

static const char alone[] = "Discord serves channels to bots alone, and the profile has no bot_token";

/* Whether there is a bot token to go on with. */
static bool fetch_token(struct auth_check *check)
{
	const struct auth *auth = check->auth;
	struct source_context context = handover_context(&auth->profile, &store_table, auth->env, check->now, -1);
	struct error err = ERROR_INIT;

	if (check->bot.secret.len)
		return true;
	if (auth->profile.bot_token.kind == SECRET_ABSENT) {
		check_skip(check->checks, CHECK_BOT, "the profile has no bot_token");
		check_skip_range(check->checks, CHECK_PORTAL, CHECK_ELIGIBLE,
				 "Discord shows an application to its bot alone, and the profile has no bot_token");
		check_skip_range(check->checks, CHECK_CHANNEL, CHECK_MESSAGES, alone);
		return false;
	}
	context.no_input = true;
	if (!handover_bot(&context, &source_table, &check->bot, &err))
		return true;
	check_fail(check->checks, CHECK_BOT, &err);
	check_skip_range(check->checks, CHECK_PORTAL, CHECK_MESSAGES, "needs the bot's token");
	return false;
}

static void hint_refused(const struct auth_check *check, struct error *err)
{
	const struct profile *profile = &check->auth->profile;

	error_hint(err, "fix bot_token in profile '%s': the Developer Portal's Bot page makes a new one", profile->id);
	secret_hint_refused(&profile->bot_token, "bot_token", profile->id, err);
}

static bool ask_bot(struct auth_check *check)
{
	struct error err = ERROR_INIT;
	json_t *user = check_ask(check, &check->bot, "/users/@me", &err);
	char *name;

	check->bot_id = check_id(user, "id");
	if (user && check->bot_id) {
		name = check_text(user, "username");
		check_ok(check->checks, CHECK_BOT, "%s (%" PRIu64 ")", name, check->bot_id);
		free(name);
	} else {
		if (user)
			error_set(&err, ERROR_TEMP, "Discord's answer about the bot has no id");
		else if (err.code == ERROR_DENIED)
			hint_refused(check, &err);
		check_fail(check->checks, CHECK_BOT, &err);
		check_skip_range(check->checks, CHECK_PORTAL, CHECK_MESSAGES, "needs a bot that Discord knows");
	}
	json_decref(user);
	return check->bot_id;
}

static const char *type_name(json_int_t type)
{
	static const char *const names[] = {
	    [0] = "text",
	    [1] = "direct message",
	    [2] = "voice",
	    [3] = "group message",
	    [4] = "category",
	    [5] = "announcement",
	    [10] = "announcement thread",
	    [11] = "thread",
	    [12] = "private thread",
	    [13] = "stage",
	    [14] = "directory",
	    [15] = "forum",
	    [16] = "media",
	};
	bool known = type >= 0 && type < (json_int_t)ARRAY_LEN(names) && names[type];

	return known ? names[type] : "unknown type of";
}

static void show_channel(struct auth_check *check)
{
	const struct profile *profile = &check->auth->profile;
	const char *guild = json_text(check->channel, "guild_id");
	char *name = check_text(check->channel, "name");
	struct error err = ERROR_INIT;
	uint64_t guild_id = check_id(check->channel, "guild_id");
	const char *type = type_name(json_integer_value(json_object_get(check->channel, "type")));

	if (guild && guild_id && profile->guild_id && strcmp(guild, profile->guild_id) != 0) {
		error_set(&err, ERROR_CONFIG, "'%s' is in server %" PRIu64 ", guild_id is '%s'", name, guild_id,
			  profile->guild_id);
		error_hint(&err, "correct channel_id or guild_id");
		check_fail(check->checks, CHECK_CHANNEL, &err);
	} else if (guild_id) {
		check_ok(check->checks, CHECK_CHANNEL, "%s, %s channel in server %" PRIu64, name, type, guild_id);
	} else {
		check_ok(check->checks, CHECK_CHANNEL, "%s channel", type);
	}
	free(name);
}

static void ask_channel(struct auth_check *check)
{
	const struct profile *profile = &check->auth->profile;
	struct error err = ERROR_INIT;
	char *path;

	if (!profile->channel_id) {
		check_skip_range(check->checks, CHECK_CHANNEL, CHECK_MESSAGES, "the profile names no channel_id");
		return;
	}
	path = xasprintf("/channels/%s", profile->channel_id);
	check->channel = check_ask(check, &check->bot, path, &err);
	free(path);
	if (check->channel) {
		show_channel(check);
		return;
	}
	if (err.code == ERROR_DENIED)
		error_hint(&err, "add the bot to the server, and give it VIEW_CHANNEL there");
	else if (err.code == ERROR_NONE)
		error_hint(&err, "correct channel_id '%s'", profile->channel_id);
	check_fail(check->checks, CHECK_CHANNEL, &err);
	check_skip_range(check->checks, CHECK_PERMISSIONS, CHECK_MESSAGES, "needs the channel");
}

void check_bot(struct auth_check *check)
{
	if (!fetch_token(check) || !ask_bot(check))
		return;
	check_portal(check);
	ask_channel(check);
}
