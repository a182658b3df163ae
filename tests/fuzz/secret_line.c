/*
 * A secret that somebody else keeps: a file's, a variable's or a command's first line, or what is typed or pasted at a
 * prompt.
 *
 * Parses: src/core/stack/token.c src/core/stack/secret_text.c src/cmd/profile/portal.c
 */
#include "cmd/profile/portal.h"
#include "discred/secret.h"
#include "discred/token.h"
#include "fuzz.h"

/* What a prompt takes is one line, and no part of it is in the message if it takes none. */
static void take(const char *key, const struct buf *text)
{
	struct buf value = BUF_INIT(BUF_TOKEN_MAX);
	struct error err = ERROR_INIT;

	buf_add(&value, buf_text(text), text->len);
	if (secret_take_line(key, &value, &err)) {
		must(err.code == ERROR_USAGE && !strncmp(err.text, key, strlen(key)));
		must(!value.len);
	} else {
		must(!secret_check_text(&value, ERROR_USAGE, &err));
	}
	buf_release(&value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	struct buf text = fuzz_bytes(&input);
	enum token_type type = TOKEN_BEARER;
	uint64_t id = 0;

	/* Whoever is told of no fault can put it into a header. */
	if (!token_fault(buf_text(&text), text.len))
		must(token_bytes_valid(buf_text(&text), text.len));
	if (portal_token_id(&text, &id))
		must(id != 0);
	if (!token_type_parse(buf_text(&text), &type))
		must(!strcasecmp(token_type_name(type), buf_text(&text)));
	take("client_secret", &text);
	take("bot_token", &text);
	buf_release(&text);
	return 0;
}
