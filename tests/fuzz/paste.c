/*
 * The address that a person pastes at the end of a login.
 *
 * Parses: src/net/loopback/redirect.c src/base/url.c src/base/query.c
 */
#include "fuzz.h"
#include "net/loopback/redirect.h"

static const char *const redirect_uris[] = {"http://127.0.0.1:23472/callback", "http://localhost:23472",
					    "https://app.example/cb?x=1"};

static void parse(const char *address, const char *redirect_uri)
{
	struct buf state = BUF_INIT(64);
	struct redirect redirect;
	struct error err = ERROR_INIT;

	buf_str(&state, "st+te/1");
	redirect_init(&redirect);
	if (redirect_parse_address(address, redirect_uri, &state, &redirect, &err)) {
		fuzz_must_explain(&err, ERROR_DENIED);
		must(!redirect.code.len && !redirect.error.len && !redirect.description.len);
	} else {
		must(!redirect.code.len != !redirect.error.len);
		must(strstr(address, "state") || strchr(address, '%'));
	}
	redirect_release(&redirect);
	buf_release(&state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	char *address = fuzz_text(&input);

	for (size_t i = 0; i < ARRAY_LEN(redirect_uris); i++)
		parse(address, redirect_uris[i]);
	free(address);
	return 0;
}
