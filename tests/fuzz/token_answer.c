/*
 * A successful answer of the token endpoint.
 *
 * Parses: src/net/oauth/oauth_answer.c src/core/output/json.c
 */
#include "core/output/json.h"
#include "discred/token.h"
#include "fuzz.h"
#include "net/oauth/oauth.h"

static void check_object(const struct buf *json)
{
	json_t *object;

	if (!json->len)
		return;
	must(json->len <= OAUTH_EXTRA_MAX);
	object = json_parse_object(json);
	must(object);
	json_decref(object);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	struct buf body = fuzz_bytes(&input);
	struct error err = ERROR_INIT;
	struct oauth_answer answer;

	oauth_answer_init(&answer);
	if (oauth_answer_parse(&body, "identify", &answer, &err)) {
		fuzz_must_explain(&err, ERROR_TEMP);
	} else {
		must(oauth_answer_whole(&body));
		must(token_bytes_valid(buf_text(&answer.access_token), answer.access_token.len));
		must(answer.expires_in >= 0 && answer.expires_in <= OAUTH_LIFETIME_MAX);
		must(answer.scope && strlen(answer.scope) <= OAUTH_SCOPE_MAX);
		check_object(&answer.guild);
		check_object(&answer.webhook);
	}
	/* It is stored whatever else is wrong. */
	must(!answer.refresh_token.len || token_bytes_valid(buf_text(&answer.refresh_token), answer.refresh_token.len));
	oauth_answer_release(&answer);
	buf_release(&body);
	return 0;
}
