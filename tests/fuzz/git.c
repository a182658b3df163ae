/*
 * What git says to its credential helper.
 *
 * Parses: src/protocol/git.c src/protocol/input.c
 */
#include "helper.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	struct protocol_request request = PROTOCOL_REQUEST_INIT;
	struct buf out = BUF_INIT(BUF_REPLY_MAX);

	if (helper_ask("git-credential-discred", &input, &request, &out)) {
		/* The server is a server and no more, and the answer is lines of key=value. */
		must(request.url.host && !request.url.path[0] && !request.url.query);
		must(out.len && out.ptr[out.len - 1] == '\n' && strlen(buf_text(&out)) == out.len);
		for (const char *line = buf_text(&out); *line; line = strchr(line, '\n') + 1)
			must(strcspn(line, "=") < strcspn(line, "\n"));
	}
	protocol_request_release(&request);
	buf_release(&out);
	return 0;
}
