/*
 * NAME=VALUE lines that a profile is imported from.
 *
 * Parses: src/cmd/profile/import_read.c src/cmd/profile/import_sort.c
 */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	struct buf text = fuzz_bytes(&input);

	import_must_hold(&text);
	buf_release(&text);
	return 0;
}
