#include "core/output/json.h"

#include "base/clock.h"
#include "discred/protocol.h"

/* "version" is the form's own: members are only added within one. */
static int reply(const struct protocol_reply *answer, struct buf *out, struct error *err)
{
	const struct token *token = answer->token;
	char expires[CLOCK_TEXT];
	json_t *object;

	json_wipe_on_free();
	clock_rfc3339(token->expires, expires);
	object = json_pack("{s:i, s:s, s:s%, s:s, s:s, s:s?, s:s}", "version", 1, "profile", answer->profile, "token",
			   buf_text(&token->secret), token->secret.len, "token_type", token_type_name(token->type),
			   "scope", token->scope ? token->scope : "", "expires_at", token->expires ? expires : NULL,
			   "source", answer->source);
	if (!object)
		return error_set(err, ERROR_BUG, "the token is not text");
	json_write(object, out);
	buf_char(out, '\n');
	json_decref(object);
	return buf_ok(out) ? 0 : error_set(err, ERROR_BUG, "the token does not fit");
}

const struct protocol protocol_json = {
    .name = "json",
    .help = "one JSON object: version, token, type, scope, expiry, source",
    .reply = reply,
};
