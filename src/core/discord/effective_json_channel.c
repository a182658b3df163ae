#include <stdlib.h>

#include "base/memory.h"
#include "core/discord/effective_json.h"
#include "core/discord/effective_json_read.h"

enum { TYPE_DM = 1, TYPE_VOICE = 2, TYPE_GROUP_DM = 3, TYPE_CATEGORY = 4, TYPE_STAGE = 13 };
enum { TYPE_THREADS_FIRST = 10, TYPE_THREADS_LAST = 12 };
enum { OVERWRITE_ROLE = 0, OVERWRITE_MEMBER = 1 };

static enum effective_kind kind_of(int type)
{
	if (type == TYPE_VOICE)
		return EFFECTIVE_VOICE;
	if (type == TYPE_STAGE)
		return EFFECTIVE_STAGE;
	if (type == TYPE_CATEGORY)
		return EFFECTIVE_CATEGORY;
	return type >= TYPE_THREADS_FIRST && type <= TYPE_THREADS_LAST ? EFFECTIVE_THREAD : EFFECTIVE_TEXT;
}

static int read_overwrite(const json_t *object, struct effective_overwrite *overwrite, struct error *err)
{
	int type;

	if (json_read_id(object, "id", &overwrite->id, err) < 0 || json_read_kind(object, "type", &type, err) < 0 ||
	    json_read_permissions(object, "allow", &overwrite->allow, err) < 0 ||
	    json_read_permissions(object, "deny", &overwrite->deny, err) < 0)
		return -1;
	if (type != OVERWRITE_ROLE && type != OVERWRITE_MEMBER)
		return error_set(err, ERROR_CONFIG, "'type' is %d, not 0 (role) or 1 (member)", type);
	overwrite->member = type == OVERWRITE_MEMBER;
	return 0;
}

static int read_overwrites(const json_t *object, struct effective_channel *channel, struct error *err)
{
	static const char name[] = "permission_overwrites";
	const json_t *list;

	if (channel->kind == EFFECTIVE_THREAD && !json_object_get(object, name))
		return 0;
	if (json_read_list(object, name, &list, err) < 0)
		return -1;
	channel->overwrites = xcalloc(json_array_size(list) + 1, sizeof(*channel->overwrites));
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (read_overwrite(json_array_get(list, i), &channel->overwrites[i], err) < 0)
			return error_prefix(err, "%s[%zu]", name, i);
		channel->overwrite_count++;
	}
	return 0;
}

static int read_notes(const json_t *object, struct effective_notes *notes, struct error *err)
{
	if (json_read_kind(object, "type", &notes->type, err) < 0)
		return -1;
	if (notes->type == TYPE_DM || notes->type == TYPE_GROUP_DM)
		return error_set(err, ERROR_CONFIG, "'type' is %d: a conversation outside of guilds has no permissions",
				 notes->type);
	if (json_read_id_if_any(object, "guild_id", &notes->guild_id, err) < 0 ||
	    json_read_id_if_any(object, "parent_id", &notes->parent_id, err) < 0)
		return -1;
	return json_read_id_if_any(json_object_get(object, "member"), "user_id", &notes->joined_id, err);
}

int effective_read_channel(const json_t *object, struct effective_channel *channel, struct effective_notes *notes,
			   struct error *err)
{
	*channel = (struct effective_channel){.id = 0};
	*notes = (struct effective_notes){.type = 0};
	if (read_notes(object, notes, err) < 0 || json_read_id(object, "id", &channel->id, err) < 0)
		return -1;
	channel->kind = kind_of(notes->type);
	if (read_overwrites(object, channel, err) < 0) {
		effective_channel_release(channel);
		return -1;
	}
	channel->name = json_copy_text(object, "name");
	return 0;
}

void effective_channel_release(struct effective_channel *channel)
{
	free(channel->overwrites);
	free(channel->name);
	*channel = (struct effective_channel){.id = 0};
}

void effective_inputs_release(struct effective_inputs *inputs)
{
	effective_guild_release(&inputs->guild);
	effective_member_release(&inputs->member);
	effective_channel_release(&inputs->channel);
	effective_channel_release(&inputs->parent);
}

struct effective_channel effective_inputs_place(const struct effective_inputs *inputs)
{
	struct effective_channel place = inputs->channel;

	if (place.kind == EFFECTIVE_THREAD) {
		place.overwrites = inputs->parent.overwrites;
		place.overwrite_count = inputs->parent.overwrite_count;
	}
	return place;
}
