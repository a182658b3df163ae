#include "cmd/profile/foreign.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void import_release(struct import *import)
{
	for (size_t i = 0; i < import->count; i++) {
		free(import->item[i].name);
		buf_release(&import->item[i].value);
	}
	free(import->item);
	*import = (struct import)IMPORT_INIT;
}

struct import_item *import_add(struct import *import, const char *name, size_t len)
{
	struct import_item *item;

	import->item = xgrow(import->item, import->count, sizeof(*import->item));
	item = &import->item[import->count++];
	item->name = xstrndup(name, len);
	/* Foreign, and shown. */
	text_sanitize(item->name);
	buf_init(&item->value, BUF_FILE_MAX);
	return item;
}

int import_read(struct import *import, const struct buf *text, struct error *err)
{
	const char *bytes = buf_text(text);

	if (strlen(bytes) < text->len)
		return error_set(err, ERROR_CONFIG, "a NUL byte: this is no text file");
	return bytes[strspn(bytes, " \t\r\n")] == '{' ? import_read_json(import, text, err)
						      : import_read_lines(import, text, err);
}
