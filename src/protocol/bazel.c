/*
 * The credential helper protocol of Bazel, uv and other build tools (EngFlow/credential-helper-spec): a JSON object
 * with the address on stdin, a JSON object with the headers to send on stdout. Its callers look at nothing but whether
 * the helper succeeded, so a server that no profile serves is an error, and so is everything that is no address.
 */
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/opt.h"
#include "core/output/json.h"
#include "discred/protocol.h"
#include "protocol/input.h"

static const struct opt_line line = {
    .usage = "discred-credential-helper get",
    .summary = "Hands tokens to build tools. You do not run it, they do:\n\n"
	       "  bazel build --credential_helper=git.example.com=discred-credential-helper ...",
};

static int read_request(const struct protocol_call *call, struct protocol_request *request, struct error *err)
{
	struct buf bytes = BUF_INIT(BUF_REPLY_MAX);
	json_t *object = NULL;
	const char *uri = NULL;
	int result = input_read(call->input, false, &bytes, err);

	if (!result) {
		object = json_parse_object(&bytes);
		uri = json_text(object, "uri");
		if (!uri)
			result = error_set(err, ERROR_USAGE, "the request is not a JSON object with a string 'uri'");
	}
	if (!result && url_parse(&request->url, uri, err) < 0)
		result = error_prefix(err, "the request's 'uri'");
	json_decref(object);
	buf_release(&bytes);
	request->verb = PROTOCOL_GET;
	return result;
}

static int request(const struct protocol_call *call, struct protocol_request *request, struct error *err)
{
	const char *command;
	int result = opt_parse_one(&line, call->argc, call->argv, NULL, &command, err);

	if (result <= 0)
		return result;
	if (!command) {
		error_set(err, ERROR_USAGE, "no command was given");
		return error_hint(err, "a build tool runs '%s get'", call->program);
	}
	if (strcmp(command, "get") != 0) {
		error_set(err, ERROR_USAGE, "no command '%s'", command);
		return error_hint(err, "there is 'get' only");
	}
	return read_request(call, request, err);
}

/* The moment at which the token ends: callers keep the answer until then, or until the server refuses it. */
static int reply(const struct protocol_reply *answer, struct buf *out, struct error *err)
{
	const struct token *token = answer->token;
	struct buf value = BUF_INIT(2 * BUF_TOKEN_MAX);
	char expires[CLOCK_TEXT];
	json_t *object;

	json_wipe_on_free();
	clock_rfc3339(token->expires, expires);
	buf_printf(&value, "%s ", token_type_name(token->type));
	buf_add(&value, buf_text(&token->secret), token->secret.len);
	object = json_pack("{s:{s:[s%]}, s:s*}", "headers", "Authorization", buf_text(&value), value.len, "expires",
			   token->expires ? expires : NULL);
	buf_release(&value);
	if (!object)
		return error_set(err, ERROR_BUG, "the token is not text");
	json_write(object, out);
	buf_char(out, '\n');
	json_decref(object);
	return buf_ok(out) ? 0 : error_set(err, ERROR_BUG, "the token does not fit");
}

const struct protocol protocol_bazel = {
    .name = "bazel",
    .help = "the credential helper of Bazel and other build tools",
    .argv0 = "discred-credential-helper",
    .must_answer = true,
    .request = request,
    .reply = reply,
};
