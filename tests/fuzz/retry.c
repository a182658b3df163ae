/*
 * How long a server asks to wait: its headers Retry-After and X-RateLimit-Reset-After, each a line, then the body.
 *
 * Parses: src/net/http/http_retry.c
 */
#include "net/http/http_retry.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	char *after = fuzz_line(&input);
	char *reset = fuzz_line(&input);
	struct buf body = fuzz_bytes(&input);
	int64_t wait = http_retry_after(after[0] ? after : NULL, reset[0] ? reset : NULL, &body, 1700000000);
	struct http_attempt attempt = {.tries = 1,
				       .limited = 1,
				       .outcome = HTTP_ANSWERED,
				       .status = 429,
				       .retry_after_ms = wait,
				       .patience_ms = HTTP_WAIT_MAX_MS,
				       .backoff_ms = 1000};
	int64_t pause = http_retry_wait(&attempt);

	must(wait >= -1 && wait <= HTTP_RETRY_AFTER_MAX_MS);
	/* Nobody waits longer than a request may take, whatever the server says. */
	must(pause >= -1 && pause <= HTTP_WAIT_MAX_MS);
	must(wait < 0 || pause < 0 || pause >= wait);
	buf_release(&body);
	free(after);
	free(reset);
	return 0;
}
