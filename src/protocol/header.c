#include "discred/protocol.h"

/* For `curl -H @-`: the header keeps the token out of curl's argv. */
static int reply(const struct protocol_reply *answer, struct buf *out, struct error *err)
{
	buf_printf(out, "Authorization: %s ", token_type_name(answer->token->type));
	buf_add(out, buf_text(&answer->token->secret), answer->token->secret.len);
	buf_char(out, '\n');
	return buf_ok(out) ? 0 : error_set(err, ERROR_BUG, "the token does not fit");
}

const struct protocol protocol_header = {
    .name = "header",
    .help = "an Authorization header, for curl -H @-",
    .reply = reply,
};
