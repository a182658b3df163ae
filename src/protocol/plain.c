#include "discred/protocol.h"

static int reply(const struct protocol_reply *answer, struct buf *out, struct error *err)
{
	buf_add(out, buf_text(&answer->token->secret), answer->token->secret.len);
	buf_char(out, '\n');
	return buf_ok(out) ? 0 : error_set(err, ERROR_BUG, "the token does not fit");
}

const struct protocol protocol_plain = {
    .name = "plain",
    .help = "the token and a newline",
    .reply = reply,
};
