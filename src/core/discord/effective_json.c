#include "core/discord/effective_json.h"

#include <limits.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/timestamp.h"
#include "core/discord/permission.h"

static const char *type_name(const json_t *value)
{
	switch (value ? json_typeof(value) : JSON_NULL) {
	case JSON_OBJECT:
		return "an object";
	case JSON_ARRAY:
		return "an array";
	case JSON_STRING:
		return "a string";
	case JSON_INTEGER:
	case JSON_REAL:
		return "a number";
	case JSON_TRUE:
	case JSON_FALSE:
		return "a boolean";
	case JSON_NULL:
		break;
	}
	return "null";
}

static int wrong_type(const json_t *value, const char *name, const char *wanted, struct error *err)
{
	if (!value)
		return error_set(err, ERROR_CONFIG, "'%s' is missing", name);
	return error_set(err, ERROR_CONFIG, "'%s' must be %s, not %s", name, wanted, type_name(value));
}

static int json_parse_id(const json_t *value, const char *name, uint64_t *id, struct error *err)
{
	const char *text = json_string_value(value);
	struct error trouble = ERROR_INIT;

	if (!text)
		return wrong_type(value, name, "a string of digits", err);
	/* The same form, and 0 is nobody's. */
	if (permission_parse_number(text, id, &trouble) < 0 || !*id)
		return error_set(err, ERROR_CONFIG, "'%s' is '%s', which is not an id", name, text);
	return 0;
}

static int json_read_id(const json_t *object, const char *name, uint64_t *id, struct error *err)
{
	return json_parse_id(json_object_get(object, name), name, id, err);
}

static int json_read_id_if_any(const json_t *object, const char *name, uint64_t *id, struct error *err)
{
	const json_t *value = json_object_get(object, name);

	*id = 0;
	return !value || json_is_null(value) ? 0 : json_parse_id(value, name, id, err);
}

static int json_read_permissions(const json_t *object, const char *name, uint64_t *value, struct error *err)
{
	const char *text = json_text(object, name);

	if (!text)
		return wrong_type(json_object_get(object, name), name, "a decimal string, as in API v8 and later", err);
	if (permission_parse_number(text, value, err) < 0) {
		err->code = ERROR_CONFIG;
		return error_prefix(err, "'%s'", name);
	}
	return 0;
}

static int json_read_kind(const json_t *object, const char *name, int *kind, struct error *err)
{
	const json_t *value = json_object_get(object, name);
	double number = json_number_value(value);

	/* All numbers are reals if one of the object's, whichever, does not fit 64 bits. */
	if (!json_is_number(value))
		return wrong_type(value, name, "a number", err);
	if (!(number >= 0 && number <= INT_MAX) || (double)(int)number != number)
		return error_set(err, ERROR_CONFIG, "'%s' is out of range", name);
	*kind = (int)number;
	return 0;
}

static int json_read_list(const json_t *object, const char *name, const json_t **list, struct error *err)
{
	const json_t *value = json_object_get(object, name);

	if (!json_is_array(value))
		return wrong_type(value, name, "an array", err);
	if (json_array_size(value) > EFFECTIVE_LIST_MAX)
		return error_set(err, ERROR_CONFIG, "'%s' has more than %d elements", name, EFFECTIVE_LIST_MAX);
	*list = value;
	return 0;
}

static char *json_copy_text(const json_t *object, const char *name)
{
	const char *text = json_text(object, name);

	return text ? xstrdup(text) : NULL;
}

static int read_role(const json_t *object, struct effective_role *role, struct error *err)
{
	if (json_read_id(object, "id", &role->id, err) < 0 ||
	    json_read_permissions(object, "permissions", &role->permissions, err) < 0)
		return -1;
	role->name = json_copy_text(object, "name");
	return 0;
}

static int read_roles(const json_t *object, struct effective_guild *guild, struct error *err)
{
	const json_t *list;

	if (json_read_list(object, "roles", &list, err) < 0)
		return -1;
	guild->roles = xcalloc(json_array_size(list) + 1, sizeof(*guild->roles));
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (read_role(json_array_get(list, i), &guild->roles[i], err) < 0)
			return error_prefix(err, "roles[%zu]", i);
		guild->role_count++;
	}
	for (size_t i = 0; i < guild->role_count; i++)
		if (guild->roles[i].id == guild->id)
			return 0;
	return error_set(err, ERROR_CONFIG, "'roles' is without @everyone, the role that has the guild's id");
}

int effective_read_guild(const json_t *object, struct effective_guild *guild, struct error *err)
{
	*guild = (struct effective_guild){.id = 0};
	if (json_read_id(object, "id", &guild->id, err) < 0 ||
	    json_read_id(object, "owner_id", &guild->owner_id, err) < 0 || read_roles(object, guild, err) < 0) {
		effective_guild_release(guild);
		return -1;
	}
	guild->name = json_copy_text(object, "name");
	return 0;
}

void effective_guild_release(struct effective_guild *guild)
{
	for (size_t i = 0; i < guild->role_count; i++)
		free(guild->roles[i].name);
	free(guild->roles);
	free(guild->name);
	*guild = (struct effective_guild){.id = 0};
}

static int read_held(const json_t *object, struct effective_member *member, struct error *err)
{
	const json_t *list;

	if (json_read_list(object, "roles", &list, err) < 0)
		return -1;
	member->roles = xcalloc(json_array_size(list) + 1, sizeof(*member->roles));
	for (size_t i = 0; i < json_array_size(list); i++) {
		char place[32];

		snprintf(place, sizeof(place), "roles[%zu]", i);
		if (json_parse_id(json_array_get(list, i), place, &member->roles[i], err) < 0)
			return -1;
		member->role_count++;
	}
	return 0;
}

static int read_timeout(const json_t *object, struct effective_member *member, struct error *err)
{
	static const char name[] = "communication_disabled_until";
	const json_t *value = json_object_get(object, name);

	if (!value || json_is_null(value))
		return 0;
	if (!json_is_string(value))
		return error_set(err, ERROR_CONFIG, "'%s' must be a time in a string, or null", name);
	if (timestamp_parse(json_string_value(value), &member->timeout, err) < 0) {
		err->code = ERROR_CONFIG;
		return error_prefix(err, "'%s'", name);
	}
	return 0;
}

int effective_read_member(const json_t *object, struct effective_member *member, struct error *err)
{
	*member = (struct effective_member){.timeout = INT64_MIN};
	if (!json_is_object(json_object_get(object, "user")))
		return error_set(err, ERROR_CONFIG, "'user' is missing: it says whose membership it is");
	if (json_read_id(json_object_get(object, "user"), "id", &member->id, err) < 0)
		return error_prefix(err, "user");
	if (read_held(object, member, err) < 0 || read_timeout(object, member, err) < 0) {
		effective_member_release(member);
		return -1;
	}
	return 0;
}

void effective_member_release(struct effective_member *member)
{
	free(member->roles);
	*member = (struct effective_member){.timeout = INT64_MIN};
}

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
