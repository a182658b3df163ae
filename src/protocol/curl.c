#include "discred/protocol.h"

/* For `curl --config -`: in its quotes a backslash escapes itself and the quote. */
static int reply(const struct protocol_reply *answer, struct buf *out, struct error *err)
{
	const char *secret = buf_text(&answer->token->secret);

	buf_printf(out, "header = \"Authorization: %s ", token_type_name(answer->token->type));
	for (size_t i = 0; i < answer->token->secret.len; i++) {
		if (secret[i] == '"' || secret[i] == '\\')
			buf_char(out, '\\');
		buf_char(out, secret[i]);
	}
	buf_str(out, "\"\n");
	return buf_ok(out) ? 0 : error_set(err, ERROR_BUG, "the token does not fit");
}

const struct protocol protocol_curl = {
    .name = "curl",
    .help = "a configuration for curl --config -",
    .reply = reply,
};
