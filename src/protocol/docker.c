/*
 * The protocol of docker's credential helpers (docker-credential-helpers, credentials/credentials.go), which many
 * clients of registries speak. Its texts are compared by clients, byte by byte.
 */
#include <string.h>

#include "base/memory.h"
#include "core/output/json.h"
#include "discred/protocol.h"
#include "protocol/input.h"

static const char not_found[] = "credentials not found in native keychain";
static const char discord[] = "https://discord.com";
static const char scheme[] = "discred://";

/* The server's address without the blanks around it; there must be one. */
static int read_server(int input, struct buf *server, struct error *err)
{
	static const char blanks[] = " \t\r\n\v\f";
	struct buf bytes = BUF_INIT(BUF_TOKEN_MAX);
	int result = input_read(input, false, &bytes, err);
	const char *text = buf_text(&bytes);
	size_t start = strspn(text, blanks);
	size_t end = bytes.len;

	while (end > start && memchr(blanks, text[end - 1], sizeof(blanks) - 1))
		end--;
	if (!result && memchr(text, '\0', bytes.len))
		result = error_set(err, ERROR_USAGE, "the server URL holds a NUL");
	else if (!result && start == end)
		result = error_set(err, ERROR_USAGE, "no credentials server URL");
	else if (!result)
		buf_add(server, text + start, end - start);
	buf_release(&bytes);
	return result;
}

/* What clients write behind a registry's host. */
static bool is_root(const struct url *url)
{
	static const char *const paths[] = {"", "/", "/v1/", "/v2/"};

	for (size_t i = 0; i < ARRAY_LEN(paths); i++)
		if (!strcmp(url->path, paths[i]) && !url->query)
			return true;
	return false;
}

/* Whom the token is for; false: nobody that we know. A profile that is named has to serve Discord itself. */
static bool read_place(const char *server, struct protocol_request *request)
{
	struct error ignored = ERROR_INIT;
	bool written = !strncasecmp(server, "https://", 8);
	bool named = !strncmp(server, scheme, sizeof(scheme) - 1);
	char *text = named ? xstrdup(discord) : xasprintf("https://%s", written ? server + 8 : server);
	bool good = !strchr(text, '#') && !url_parse(&request->url, text, &ignored) && is_root(&request->url);

	if (named) {
		request->profile = xstrdup(server + sizeof(scheme) - 1);
		request->insisted = true;
	}
	if (!good)
		url_release(&request->url);
	free(text);
	return good;
}

static int read_get(const struct protocol_call *call, struct protocol_request *request, struct error *err)
{
	int result = read_server(call->input, &request->text, err);

	if (!result && !read_place(buf_text(&request->text), request))
		result = error_set(err, ERROR_NONE, "%s", "");
	request->verb = PROTOCOL_GET;
	return result;
}

/* Nothing of discred's is removed because a client forgets it: that is what logout and revoke are for. */
static int read_erase(const struct protocol_call *call, struct error *err)
{
	struct buf server = BUF_INIT(BUF_TOKEN_MAX);
	int result = read_server(call->input, &server, err);

	buf_release(&server);
	return result;
}

static int request(const struct protocol_call *call, struct protocol_request *request, struct error *err)
{
	const char *action = call->argc == 2 ? call->argv[1] : "";

	if (!strcmp(action, "get"))
		return read_get(call, request, err);
	if (!strcmp(action, "erase"))
		return read_erase(call, err);
	if (!strcmp(action, "version") || !strcmp(action, "--version") || !strcmp(action, "-v")) {
		buf_printf(&request->text, "%s (discred) %s\n", call->program, call->version);
		return 0;
	}
	if (!strcmp(action, "--help") || !strcmp(action, "-h") || call->argc != 2) {
		buf_printf(&request->text, "Usage: %s <store|get|erase|list|version>", call->program);
		if (call->argc != 2)
			return error_set(err, ERROR_USAGE, "%s", buf_text(&request->text));
		buf_char(&request->text, '\n');
		return 0;
	}
	input_drain(call->input);
	if (!strcmp(action, "list")) {
		request->verb = PROTOCOL_LIST;
		return url_parse(&request->url, discord, err);
	}
	if (!strcmp(action, "store"))
		return error_set(err, ERROR_USAGE, "%s: store is not supported: log in with 'discred auth login'",
				 call->program);
	return error_set(err, ERROR_USAGE, "%s: unknown action: %s", call->program, action);
}

static int finish(json_t *object, struct buf *out, struct error *err)
{
	if (!object)
		return error_set(err, ERROR_BUG, "the answer is not text");
	json_write(object, out);
	buf_char(out, '\n');
	json_decref(object);
	return buf_ok(out) ? 0 : error_set(err, ERROR_BUG, "the token does not fit");
}

static int reply(const struct protocol_reply *answer, struct buf *out, struct error *err)
{
	const struct buf *secret = &answer->token->secret;

	json_wipe_on_free();
	/* Never the user name "<token>", with which clients would take the secret for something to trade in. */
	return finish(json_pack("{s:s, s:s, s:s%}", "ServerURL", buf_text(&answer->request->text), "Username",
				"discred", "Secret", buf_text(secret), secret->len),
		      out, err);
}

static int list(const struct strings *profiles, bool has_default, struct buf *out, struct error *err)
{
	json_t *object = json_object();

	if (has_default)
		json_object_set_new(object, discord, json_string("discred"));
	for (size_t i = 0; i < profiles->count; i++) {
		char *server = xasprintf("%s%s", scheme, profiles->item[i]);

		json_object_set_new(object, server, json_string("discred"));
		free(server);
	}
	return finish(object, out, err);
}

static void failure(const struct error *reason, struct buf *out)
{
	buf_str(out, reason->code == ERROR_NONE ? not_found : reason->text);
	if (reason->code != ERROR_NONE && reason->hint[0])
		buf_printf(out, "; %s", reason->hint);
	buf_char(out, '\n');
}

const struct protocol protocol_docker = {
    .name = "docker",
    .help = "docker's credential helper",
    .argv0 = "docker-credential-discred",
    .request = request,
    .reply = reply,
    .list = list,
    .failure = failure,
};
