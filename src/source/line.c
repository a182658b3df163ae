#include "source/line.h"

#include <string.h>

#include "base/memory.h"
#include "discred/profile.h"

void line_describe(const struct source_context *context, const char *type, struct token *token)
{
	(void)!token_type_parse(type, &token->type);
	token->scope_asked = xstrdup("");
	token->scope = xstrdup("");
	token->issued = context->now;
	token->client_id = xstrdup(context->profile->client_id);
	token->api_base = xstrdup(context->profile->api_base);
}

enum source_result line_token(const struct source_context *context, const struct buf *text, const char *where,
			      struct token *token, struct error *err)
{
	const char *bytes = buf_text(text);
	size_t len = buf_first_line(text);
	const char *fault;

	if (!text->len || strspn(bytes, "\r\n") == text->len) {
		error_set(err, ERROR_NONE, "%s is empty", where);
		return SOURCE_SKIP;
	}
	if (len > token->secret.max) {
		error_set(err, ERROR_CONFIG, "the line of %s is longer than %zu bytes", where, token->secret.max);
		return SOURCE_FAIL;
	}
	fault = token_fault(bytes, len);
	if (fault) {
		error_set(err, ERROR_CONFIG, "the first line of %s is no token: it %s", where, fault);
		error_hint(err, "write the token alone");
		return SOURCE_FAIL;
	}
	buf_add(&token->secret, bytes, len);
	line_describe(context, source_setting(context->settings, "type"), token);
	return SOURCE_OK;
}
