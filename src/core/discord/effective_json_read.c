#include "core/discord/effective_json_read.h"

#include <limits.h>

#include "base/memory.h"
#include "core/discord/effective_json.h"
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

int json_parse_id(const json_t *value, const char *name, uint64_t *id, struct error *err)
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

int json_read_id(const json_t *object, const char *name, uint64_t *id, struct error *err)
{
	return json_parse_id(json_object_get(object, name), name, id, err);
}

int json_read_id_if_any(const json_t *object, const char *name, uint64_t *id, struct error *err)
{
	const json_t *value = json_object_get(object, name);

	*id = 0;
	return !value || json_is_null(value) ? 0 : json_parse_id(value, name, id, err);
}

int json_read_permissions(const json_t *object, const char *name, uint64_t *value, struct error *err)
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

int json_read_kind(const json_t *object, const char *name, int *kind, struct error *err)
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

int json_read_list(const json_t *object, const char *name, const json_t **list, struct error *err)
{
	const json_t *value = json_object_get(object, name);

	if (!json_is_array(value))
		return wrong_type(value, name, "an array", err);
	if (json_array_size(value) > EFFECTIVE_LIST_MAX)
		return error_set(err, ERROR_CONFIG, "'%s' has more than %d elements", name, EFFECTIVE_LIST_MAX);
	*list = value;
	return 0;
}

char *json_copy_text(const json_t *object, const char *name)
{
	const char *text = json_text(object, name);

	return text ? xstrdup(text) : NULL;
}
