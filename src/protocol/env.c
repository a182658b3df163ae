#include "discred/protocol.h"

/* For `eval "$(...)"`: in single quotes a shell reads nothing but the quote itself. */
static int reply(const struct protocol_reply *answer, struct buf *out, struct error *err)
{
	const struct token *token = answer->token;
	const char *secret = buf_text(&token->secret);

	buf_printf(out, "export %s='", answer->variable ? answer->variable : token_variable(token->type));
	for (size_t i = 0; i < token->secret.len; i++) {
		if (secret[i] == '\'')
			buf_str(out, "'\\''");
		else
			buf_char(out, secret[i]);
	}
	buf_str(out, "'\n");
	return buf_ok(out) ? 0 : error_set(err, ERROR_BUG, "the token does not fit");
}

const struct protocol protocol_env = {
    .name = "env",
    .help = "a line for a shell, which sets a variable to the token",
    .reply = reply,
};
