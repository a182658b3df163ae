/* A JSON object of settings. */
#include <string.h>

#include "cmd/profile/foreign.h"
#include "core/output/json.h"

static bool add_list(const json_t *list, struct buf *value)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *text = json_string_value(json_array_get(list, i));

		if (!text)
			return false;
		buf_str(value, i ? " " : "");
		buf_str(value, text);
	}
	return true;
}

static bool add_value(const json_t *member, struct buf *value)
{
	if (json_is_string(member))
		buf_str(value, json_string_value(member));
	else if (json_is_integer(member))
		buf_printf(value, "%lld", (long long)json_integer_value(member));
	else if (json_is_boolean(member))
		buf_str(value, json_is_true(member) ? "true" : "false");
	else
		return json_is_array(member) && add_list(member, value);
	return true;
}

int import_read_json(struct import *import, const struct buf *text, struct error *err)
{
	json_t *object;
	const char *name;
	json_t *member;

	json_wipe_on_free();
	object = json_parse_object(text);
	if (!object)
		return error_set(err, ERROR_CONFIG, "it is not one JSON object");
	import->json = true;
	json_object_foreach(object, name, member)
	{
		struct import_item *item;

		if (json_is_null(member))
			continue;
		item = import_add(import, name, strlen(name));
		item->odd = !add_value(member, &item->value);
		if (item->odd)
			buf_clear(&item->value);
	}
	json_decref(object);
	return 0;
}
