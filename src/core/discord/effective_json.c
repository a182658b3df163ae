/* Guilds and members. */
#include "core/discord/effective_json.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/timestamp.h"
#include "core/discord/effective_json_read.h"

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
