/*
 * The header Date of a reply.
 *
 * Parses: src/net/http/http_reply.c
 */
#include "fuzz.h"
#include "net/http/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	char *text = fuzz_text(&input);
	struct http_reply reply = HTTP_REPLY_INIT;
	int64_t when = 0;

	strings_add(&reply.headers, "Date");
	strings_add(&reply.headers, text);
	if (http_reply_date(&reply, &when))
		must(when >= 0);
	http_reply_release(&reply);
	free(text);
	return 0;
}
