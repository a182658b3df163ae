/*
 * A JSON object that a profile is imported from: the bytes are its members.
 *
 * Parses: src/cmd/profile/import_read.c src/cmd/profile/import_sort.c src/core/output/json.c
 */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	struct buf text = BUF_INIT(BUF_REPLY_MAX);

	buf_char(&text, '{');
	if (input.len)
		buf_add(&text, input.at, input.len);
	buf_char(&text, '}');
	import_must_hold(&text);
	buf_release(&text);
	return 0;
}
