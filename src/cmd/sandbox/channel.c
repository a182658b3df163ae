#include "cmd/sandbox/channel.h"

#include <stdio.h>

#include "cmd/sandbox/bearer.h"
#include "core/discord/permission.h"

static bool has_bit(uint64_t permissions, const char *name)
{
	const struct permission *permission = permission_find(name);

	return permission && (permissions >> permission->bit & 1);
}

bool channel_allows(uint64_t permissions, const char *name)
{
	return has_bit(permissions, name) || has_bit(permissions, "ADMINISTRATOR");
}

/* ADMINISTRATOR is above any overwrite. */
static uint64_t channel_permissions(const struct membership *membership, const struct channel *channel)
{
	if (has_bit(membership->permissions, "ADMINISTRATOR"))
		return membership->permissions;
	return membership->permissions & ~channel->denied;
}

const struct channel *channel_open(struct sandbox *sandbox, const struct request *request, uint64_t *permissions,
				   struct answer *answer)
{
	const struct app *bot = bot_app(request);
	const struct membership *membership;
	const struct channel *channel;

	if (!bot) {
		bearer_refuse(answer);
		return NULL;
	}
	if (!snowflake_valid(request->segment)) {
		char message[96];

		snprintf(message, sizeof(message), "Value \"%s\" is not snowflake.", request->segment);
		answer_field_error(answer, "channel_id", "NUMBER_TYPE_COERCE", message);
		return NULL;
	}
	channel = fixture_channel(request->segment);
	if (!channel) {
		answer_api_error(answer, 404, 10003, "Unknown Channel");
		return NULL;
	}
	membership = sandbox_membership(sandbox, bot, &fixture_guilds[channel->guild]);
	*permissions = channel_permissions(membership, channel);
	if (!membership->joined || !channel_allows(*permissions, "VIEW_CHANNEL")) {
		answer_api_error(answer, 403, 50001, "Missing Access");
		return NULL;
	}
	return channel;
}

static json_t *overwrites(const struct channel *channel)
{
	char denied[24];

	if (!channel->denied)
		return json_array();
	snprintf(denied, sizeof(denied), "%llu", (unsigned long long)channel->denied);
	return json_pack("[{s:s, s:i, s:s, s:s}]", "id", fixture_guilds[channel->guild].id, "type", 0, "allow", "0",
			 "deny", denied);
}

int channel_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	uint64_t permissions;
	const struct channel *channel = channel_open(sandbox, request, &permissions, answer);
	uint64_t count;
	json_t *json;

	(void)err;
	if (!channel)
		return 0;
	count = message_count(sandbox, channel);
	json = json_pack("{s:s, s:i, s:s, s:s, s:s?, s:i, s:b, s:n, s:o, s:i}", "id", channel->id, "type",
			 channel->type, "guild_id", fixture_guilds[channel->guild].id, "name", channel->name, "topic",
			 channel->topic, "position", (int)(channel - fixture_channels), "nsfw", 0, "parent_id",
			 "permission_overwrites", overwrites(channel), "flags", 0);
	if (channel->type == CHANNEL_VOICE) {
		json_object_set_new(json, "bitrate", json_integer(64000));
		json_object_set_new(json, "user_limit", json_integer(0));
	}
	if (count) {
		char id[24];

		snprintf(id, sizeof(id), "%llu", (unsigned long long)fixture_message_id(channel, count - 1));
		json_object_set_new(json, "last_message_id", json_string(id));
	} else {
		json_object_set_new(json, "last_message_id", json_null());
	}
	answer_json(answer, 200, json);
	return 0;
}
