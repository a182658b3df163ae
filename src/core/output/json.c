#include "core/output/json.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/wiping.h"

void json_wipe_on_free(void)
{
	json_set_alloc_funcs(malloc, wiping_free);
}

json_t *json_parse_object(const struct buf *bytes)
{
	json_t *value = json_loadb(buf_text(bytes), bytes->len, JSON_REJECT_DUPLICATES, NULL);

	/* A strange number in a member that nobody asked for must not cost the answer that holds a token. */
	if (!value)
		value = json_loadb(buf_text(bytes), bytes->len, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, NULL);
	if (json_is_object(value))
		return value;
	json_decref(value);
	return NULL;
}

json_t *json_parse_any(const struct buf *bytes)
{
	size_t flags = JSON_DECODE_ANY | JSON_ALLOW_NUL;
	json_t *value = json_loadb(buf_text(bytes), bytes->len, flags, NULL);

	return value ? value : json_loadb(buf_text(bytes), bytes->len, flags | JSON_DECODE_INT_AS_REAL, NULL);
}

json_t *json_lenient(const char *text)
{
	json_t *value = json_string(text);
	char *copy;

	if (value)
		return value;
	copy = xstrdup(text);
	for (char *c = copy; *c; c++)
		if (*c & 0x80)
			*c = '?';
	value = json_string(copy);
	free(copy);
	return value;
}

json_t *json_time(int64_t when)
{
	char text[CLOCK_TEXT];

	if (!when)
		return json_null();
	clock_rfc3339(when, text);
	return json_string(text);
}

const char *json_text(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static int append(const char *bytes, size_t len, void *out)
{
	buf_add(out, bytes, len);
	return 0;
}

void json_write(const json_t *value, struct buf *out)
{
	size_t start = out->len;

	/* Fails only for a value that no parser made; a half of it is nothing to hand out. */
	if (json_dump_callback(value, append, out, JSON_COMPACT | JSON_ENCODE_ANY) < 0 && buf_ok(out))
		buf_cut(out, start);
}
