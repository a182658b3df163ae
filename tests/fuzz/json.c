/*
 * JSON of whichever server: parsed, laid out for a person, cut into the items of a list.
 *
 * Parses: src/core/output/json.c src/core/output/json_layout.c
 */
#include "core/output/json.h"

#include "core/output/json_layout.h"
#include "fuzz.h"

/* Laid out or squeezed it is the same value. */
static void check_layout(const struct buf *text, const json_t *value)
{
	struct json_slice slice = {.at = buf_text(text), .len = text->len};
	struct buf lines = BUF_INIT(64 * BUF_REPLY_MAX);
	struct buf line = BUF_INIT(64 * BUF_REPLY_MAX);
	json_t *again;

	json_lay_out(slice, 0, &lines);
	json_squeeze(slice, &line);
	must(buf_ok(&lines) && buf_ok(&line));
	must(!memchr(buf_text(&line), '\n', line.len));
	again = json_parse_any(&lines);
	must(json_equal(again, value));
	json_decref(again);
	again = json_parse_any(&line);
	must(json_equal(again, value));
	json_decref(again);
	buf_release(&lines);
	buf_release(&line);
}

static void check_items(const struct buf *text, const json_t *value)
{
	struct json_slice *items = NULL;
	size_t count = 0;

	must(json_items(text, &items, &count) == json_is_array(value));
	must(count == json_array_size(value));
	for (size_t i = 0; i < count; i++)
		must(items[i].at >= text->ptr && items[i].at + items[i].len <= text->ptr + text->len);
	free(items);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	struct buf text = fuzz_bytes(&input);
	json_t *object = json_parse_object(&text);
	json_t *value = json_parse_any(&text);

	must(!object || (json_is_object(object) && json_equal(object, value)));
	if (value) {
		check_layout(&text, value);
		check_items(&text, value);
	}
	json_decref(object);
	json_decref(value);
	buf_release(&text);
	return 0;
}
