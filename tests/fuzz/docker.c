/*
 * What docker says to its credential helper.
 *
 * Parses: src/protocol/docker.c src/protocol/input.c
 */
#include "core/output/json.h"
#include "helper.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	struct protocol_request request = PROTOCOL_REQUEST_INIT;
	struct buf out = BUF_INIT(BUF_REPLY_MAX);
	json_t *answer;

	if (helper_ask("docker-credential-discred", &input, &request, &out)) {
		must(request.url.host && (!request.profile || request.insisted));
		answer = json_parse_object(&out);
		must(answer && !strcmp(json_text(answer, "Secret"), "planted-token"));
		must(!strcmp(json_text(answer, "ServerURL"), buf_text(&request.text)));
		json_decref(answer);
	}
	protocol_request_release(&request);
	buf_release(&out);
	return 0;
}
