/*
 * An answer that is no success, of whichever server or intermediary: a line with the status, then the body.
 *
 * Parses: src/net/http/http_error_body.c src/net/http/http_error.c src/net/http/http_mask.c
 */
#include "fuzz.h"
#include "net/http/http.h"
#include "net/http/http_error_body.h"

/* A token that the request has sent; the seeds have it in bodies. */
static const char sent[] = "planted-token-0123456789";

static void learn(struct http_secrets *secrets)
{
	struct buf authorization = BUF_INIT(64);
	struct http_request request = {
	    .method = "GET", .url = "https://discord.com/api/v10/users/@me", .authorization = &authorization};
	struct url url = URL_INIT;
	struct error err = ERROR_INIT;

	buf_printf(&authorization, "Bearer %s", sent);
	must(!url_parse(&url, request.url, &err));
	http_secrets_learn(secrets, &request, &url);
	url_release(&url);
	buf_release(&authorization);
}

static void check_body(const struct buf *body)
{
	struct http_error_body said;
	char *copy;

	http_error_body_read(body, &said);
	must(memchr(said.word, '\0', sizeof(said.word)));
	must(memchr(said.text, '\0', sizeof(said.text)));
	copy = xstrdup(said.text);
	text_sanitize(copy);
	must(!strcmp(copy, said.text));
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	char *status = fuzz_line(&input);
	struct http_reply reply = HTTP_REPLY_INIT;
	char reason[HTTP_REASON_SIZE];
	struct error err = ERROR_INIT;

	reply.status = (int)(strtoul(status, NULL, 10) % 1000);
	reply.body = fuzz_bytes(&input);
	reply.host = xstrdup("discord.com");
	reply.content_type = xstrdup("application/json");
	reply.reached = reply.sent = true;
	learn(&reply.secrets);
	check_body(&reply.body);
	must(http_error(&reply, reason, &err) == -1);
	fuzz_must_explain(&err, err.code);
	must(err.code == ERROR_CONFIG || err.code == ERROR_TEMP || err.code == ERROR_DENIED);
	must(!strstr(err.text, sent) && !strstr(err.hint, sent) && !strstr(reason, sent));
	http_reply_release(&reply);
	free(status);
	return 0;
}
