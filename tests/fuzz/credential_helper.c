/*
 * What Bazel and other build tools say to their credential helper.
 *
 * Parses: src/protocol/bazel.c src/protocol/input.c src/core/output/json.c
 */
#include "core/output/json.h"
#include "helper.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	struct protocol_request request = PROTOCOL_REQUEST_INIT;
	struct buf out = BUF_INIT(BUF_REPLY_MAX);
	json_t *answer;

	if (helper_ask("discred-credential-helper", &input, &request, &out)) {
		must(request.url.host && request.url.host[0]);
		answer = json_parse_object(&out);
		must(json_is_array(json_object_get(json_object_get(answer, "headers"), "Authorization")));
		json_decref(answer);
	}
	protocol_request_release(&request);
	buf_release(&out);
	return 0;
}
