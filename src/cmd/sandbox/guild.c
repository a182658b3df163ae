#include "cmd/sandbox/endpoints.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/sandbox/credentials.h"
#include "cmd/sandbox/users.h"
#include "core/discord/permission.h"

/* 2023-11-30: when the ids of the fixtures begin. */
enum { JOINED = 1701302400 };

/* The server of the request, in which the bot must be; NULL: not to be had, and the answer says why. */
static const struct guild *open_guild(struct sandbox *sandbox, const struct request *request, struct answer *answer)
{
	const struct app *bot = bot_app(request);
	const struct guild *guild;

	if (!bot) {
		bearer_refuse(answer);
		return NULL;
	}
	if (!snowflake_check(request->segment, "guild_id", answer))
		return NULL;
	guild = fixture_guild(request->segment);
	/* Discord tells nobody which servers there are that he is not in. */
	if (guild && sandbox_membership(sandbox, bot, guild)->joined)
		return guild;
	answer_api_error(answer, 404, 10004, "Unknown Guild");
	return NULL;
}

static json_t *role_json(const char *id, const char *name, uint64_t permissions, int position)
{
	char value[24];

	snprintf(value, sizeof(value), "%llu", (unsigned long long)permissions);
	return json_pack("{s:s, s:s, s:s, s:i, s:i, s:{s:i, s:n, s:n}, s:b, s:b, s:b, s:n, s:n, s:i}", "id", id, "name",
			 name, "permissions", value, "position", position, "color", 0, "colors", "primary_color", 0,
			 "secondary_color", "tertiary_color", "hoist", 0, "managed", position > 0, "mentionable", 0,
			 "icon", "unicode_emoji", "flags", 0);
}

static json_t *roles_json(struct sandbox *sandbox, const struct guild *guild)
{
	json_t *roles = json_array();

	json_array_append_new(roles, role_json(guild->id, "@everyone", 0, 0));
	for (size_t i = 0; i < APPS; i++) {
		const struct app *app = &fixture_apps[i];
		const struct membership *membership = sandbox_membership(sandbox, app, guild);

		if (membership->joined)
			json_array_append_new(roles,
					      role_json(app->role_id, app->name, membership->permissions, (int)i + 1));
	}
	return roles;
}

/* What of a server is the same in all of them here. */
static json_t *plain_guild(void)
{
	return json_pack(
	    "{s:n, s:n, s:n, s:n, s:n, s:[], s:n, s:n, s:s, s:n, s:i, s:n, s:i, s:b, s:n, s:i, s:i, s:i, s:i, s:n, "
	    "s:i, "
	    "s:i, s:i, s:n, s:i, s:i, s:s, s:n, s:n, s:n, s:b, s:b, s:i, s:[], s:[], s:n}",
	    "icon", "description", "home_header", "splash", "discovery_splash", "features", "banner", "application_id",
	    "region", "deprecated", "afk_channel_id", "afk_timeout", 300, "system_channel_id", "system_channel_flags",
	    0, "widget_enabled", 0, "widget_channel_id", "verification_level", 0, "default_message_notifications", 0,
	    "mfa_level", 0, "explicit_content_filter", 0, "max_presences", "max_members", 500000,
	    "max_stage_video_channel_users", 50, "max_video_channel_users", 25, "vanity_url_code", "premium_tier", 0,
	    "premium_subscription_count", 0, "preferred_locale", "en-US", "rules_channel_id",
	    "safety_alerts_channel_id", "public_updates_channel_id", "premium_progress_bar_enabled", 0, "nsfw", 0,
	    "nsfw_level", 0, "emojis", "stickers", "incidents_data");
}

int guild_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	const struct guild *guild = open_guild(sandbox, request, answer);
	json_t *json;

	(void)err;
	if (!guild)
		return 0;
	json = json_pack("{s:s, s:s, s:s, s:o}", "id", guild->id, "name", guild->name, "owner_id", FIXTURE_USER_ID,
			 "roles", roles_json(sandbox, guild));
	json_object_update_missing_new(json, plain_guild());
	answer_json(answer, 200, json);
	return 0;
}

/* Whether or not the bot may see them. */
int channels_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	const struct guild *guild = open_guild(sandbox, request, answer);
	json_t *list;

	(void)err;
	if (!guild)
		return 0;
	list = json_array();
	for (size_t i = 0; i < CHANNELS; i++)
		if (&fixture_guilds[fixture_channels[i].guild] == guild)
			json_array_append_new(list, channel_json(sandbox, &fixture_channels[i]));
	answer_json(answer, 200, list);
	return 0;
}

int roles_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	const struct guild *guild = open_guild(sandbox, request, answer);

	(void)err;
	if (guild)
		answer_json(answer, 200, roles_json(sandbox, guild));
	return 0;
}

/* The user's roles there in `roles`, NULL when the user is not a member. */
static json_t *member_user(struct sandbox *sandbox, const struct guild *guild, const char *id, json_t *roles)
{
	if (!strcmp(id, FIXTURE_USER_ID))
		return user_person();
	for (size_t i = 0; i < APPS; i++) {
		const struct app *app = &fixture_apps[i];

		if (strcmp(id, app->bot_id) != 0 || !sandbox_membership(sandbox, app, guild)->joined)
			continue;
		json_array_append_new(roles, json_string(app->role_id));
		return user_bot(app);
	}
	return NULL;
}

int member_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	const struct guild *guild = open_guild(sandbox, request, answer);
	json_t *roles = json_array();
	json_t *user = NULL;

	(void)err;
	if (!guild || !snowflake_check(request->second, "user_id", answer))
		goto out;
	user = member_user(sandbox, guild, request->second, roles);
	if (!user) {
		answer_api_error(answer, 404, 10007, "Unknown Member");
		goto out;
	}
	answer_json(answer, 200,
		    json_pack("{s:O, s:O, s:n, s:n, s:n, s:n, s:n, s:i, s:o, s:b, s:b, s:b}", "user", user, "roles",
			      roles, "avatar", "banner", "communication_disabled_until", "nick", "premium_since",
			      "flags", 0, "joined_at", time_json(JOINED), "pending", 0, "mute", 0, "deaf", 0));
out:
	json_decref(user);
	json_decref(roles);
	return 0;
}

static uint64_t number_of(const char *id)
{
	return strtoull(id, NULL, 10);
}

static json_t *guild_item(uint64_t id, const char *name, bool owner, uint64_t permissions)
{
	char id_text[24];
	char value[24];

	snprintf(id_text, sizeof(id_text), "%llu", (unsigned long long)id);
	snprintf(value, sizeof(value), "%llu", (unsigned long long)permissions);
	return json_pack("{s:s, s:s, s:n, s:n, s:b, s:s, s:[]}", "id", id_text, "name", name, "icon", "banner", "owner",
			 owner, "permissions", value, "features");
}

/* The whole list, by ascending id: the fixtures, then the others. */
static json_t *list_of_user(const struct sandbox *sandbox)
{
	json_t *list = json_array();

	for (uint64_t i = 0; i < (uint64_t)sandbox->settings->guilds; i++) {
		char name[32];

		if (i < GUILDS) {
			json_array_append_new(list, guild_item(number_of(fixture_guilds[i].id), fixture_guilds[i].name,
							       true, permission_mask(NULL)));
			continue;
		}
		snprintf(name, sizeof(name), "Server %llu", (unsigned long long)i + 1);
		json_array_append_new(list,
				      guild_item(fixture_other_guild_id(i), name, false, PERMISSION_VIEW_CHANNEL));
	}
	return list;
}

static json_t *list_of_bot(struct sandbox *sandbox, const struct app *bot)
{
	json_t *list = json_array();

	for (size_t i = 0; i < GUILDS; i++) {
		const struct membership *membership = sandbox_membership(sandbox, bot, &fixture_guilds[i]);

		if (membership->joined)
			json_array_append_new(list, guild_item(number_of(fixture_guilds[i].id), fixture_guilds[i].name,
							       false, membership->permissions));
	}
	return list;
}

static json_t *list_for(struct sandbox *sandbox, const struct request *request, struct answer *answer)
{
	const struct app *bot = bot_app(request);
	const struct issued_token *issued;

	if (bot)
		return list_of_bot(sandbox, bot);
	issued = bearer_token(sandbox, request, answer);
	if (!issued)
		return NULL;
	if (issued_token_has_scope(issued, "guilds"))
		return list_of_user(sandbox);
	answer_api_error(answer, 403, 50026, "Missing required OAuth2 scope");
	return NULL;
}

static uint64_t id_at(const json_t *list, size_t index)
{
	return number_of(json_string_value(json_object_get(json_array_get(list, index), "id")));
}

/* A page of the list; before an id are the nearest below it. */
static json_t *cut_page(const json_t *list, const struct page_query *page)
{
	json_t *part = json_array();
	size_t count = json_array_size(list);
	size_t below = 0;
	size_t first;

	while (below < count && id_at(list, below) < page->id)
		below++;
	if (page->anchor == PAGE_BEFORE)
		first = below > page->limit ? below - page->limit : 0;
	else
		first = below + (below < count && id_at(list, below) == page->id);
	for (size_t i = first; i < count && json_array_size(part) < page->limit; i++) {
		if (page->anchor == PAGE_BEFORE && i >= below)
			break;
		json_array_append(part, json_array_get(list, i));
	}
	return part;
}

int guilds_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	static const struct page_rules rules = {.limit = 200, .limit_max = 200, .start = PAGE_AFTER};
	json_t *list = list_for(sandbox, request, answer);
	struct page_query page;

	(void)err;
	if (list && page_query_read(request->query, &rules, &page, answer))
		answer_json(answer, 200, cut_page(list, &page));
	json_decref(list);
	return 0;
}
