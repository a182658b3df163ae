#include "cmd/profile/fields_show.h"

#include <stdlib.h>
#include <string.h>

#include "core/profile/fields.h"
#include "core/profile/quote.h"

enum field_origin field_origin(const struct field *field, const struct profile *profile)
{
	json_t *value;
	bool unset;

	if (profile->at[field - field_table].line)
		return FIELD_GIVEN;
	if (field->default_value)
		return profile_derived_from(profile, field->key) ? FIELD_DERIVED : FIELD_DEFAULT;
	value = field_value(field, profile);
	unset = json_is_null(value);
	json_decref(value);
	if (unset)
		return FIELD_UNSET;
	return profile_derived_from(profile, field->key) ? FIELD_DERIVED : FIELD_DEFAULT;
}

const char *field_origin_name(enum field_origin origin)
{
	static const char *const names[] = {
	    [FIELD_UNSET] = "unset", [FIELD_GIVEN] = "given", [FIELD_DEFAULT] = "default", [FIELD_DERIVED] = "derived"};

	return names[origin];
}

static const void *member_of(const struct field *field, const struct profile *profile)
{
	return (const char *)profile + field->offset;
}

json_t *field_value(const struct field *field, const struct profile *profile)
{
	json_t *value = field_kinds[field->type].value(member_of(field, profile));
	char *url;

	if (!json_is_null(value) || strcmp(field->key, "bot_url") != 0)
		return value;
	json_decref(value);
	url = profile_invitation(profile);
	value = json_string(url);
	free(url);
	return value;
}

static void add_value(const json_t *value, bool quoted, struct buf *out);

static void add_list(const json_t *list, bool quoted, struct buf *out)
{
	const char *between = json_is_object(json_array_get(list, 0)) ? "\n" : " ";

	buf_str(out, quoted ? "[ " : "");
	for (size_t i = 0; i < json_array_size(list); i++) {
		buf_str(out, i ? (quoted ? ", " : between) : "");
		add_value(json_array_get(list, i), quoted, out);
	}
	buf_str(out, quoted ? " ]" : "");
}

static void add_group(const json_t *group, struct buf *out)
{
	size_t count = json_object_size(group);
	const char *name;
	json_t *member;

	buf_str(out, "{ ");
	/* jansson's own cast drops a const. */
	json_object_foreach((json_t *)group, name, member)
	{
		buf_printf(out, "%s = ", name);
		add_value(member, true, out);
		buf_str(out, count > 1 ? "; " : " ");
	}
	buf_char(out, '}');
}

static void add_value(const json_t *value, bool quoted, struct buf *out)
{
	if (json_is_string(value) && quoted)
		profile_quote(json_string_value(value), out);
	else if (json_is_string(value))
		buf_str(out, json_string_value(value));
	else if (json_is_integer(value))
		buf_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_boolean(value))
		buf_str(out, json_is_true(value) ? "true" : "false");
	else if (json_is_array(value))
		add_list(value, quoted, out);
	else if (json_is_object(value))
		add_group(value, out);
}

void field_words(const struct field *field, const struct profile *profile, struct buf *out)
{
	const struct field_kind *kind = &field_kinds[field->type];
	struct buf meaning = BUF_INIT(out->max);
	json_t *value = field_value(field, profile);

	add_value(value, false, out);
	if (kind->meaning)
		kind->meaning(member_of(field, profile), &meaning);
	if (meaning.len)
		buf_printf(out, " (%s)", buf_text(&meaning));
	buf_release(&meaning);
	json_decref(value);
}
