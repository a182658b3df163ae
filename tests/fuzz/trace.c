/*
 * What --trace shows of an exchange: a line with the request's URL, one with the reply's Content-Type, headers
 * NAME:VALUE to an empty line, and the body, which is the request's form too.
 *
 * Parses: src/net/http/http_trace.c src/net/http/http_mask.c
 */
#include "net/http/http_trace.h"

#include "fuzz.h"

/* The token that the request has sent; the seeds have it in replies. */
static const char sent[] = "planted-token-0123456789";

/* Nothing from elsewhere begins a line of its own. */
static void check_lines(const struct buf *lines, char mark)
{
	must(buf_ok(lines) && strlen(buf_text(lines)) == lines->len);
	for (const char *line = buf_text(lines); *line; line = strchr(line, '\n') + 1) {
		must(*line == mark && (line[1] == ' ' || line[1] == '\n'));
		must(strchr(line, '\n'));
	}
	for (const char *c = buf_text(lines); *c; c++)
		must((unsigned char)*c >= ' ' || *c == '\n');
}

static void trace_request(const struct http_request *request, const struct url *url)
{
	const struct http_settings settings = {.user_agent = "DiscordBot (https://example.com, 1.0)"};
	struct buf lines = BUF_INIT(16 * BUF_REPLY_MAX);

	http_trace_request(&settings, request, url, &lines);
	check_lines(&lines, '>');
	buf_release(&lines);
}

static void trace_reply(const struct http_request *request, const struct url *url, struct fuzz_input *input)
{
	struct http_reply reply = HTTP_REPLY_INIT;
	struct buf lines = BUF_INIT(16 * BUF_REPLY_MAX);

	reply.status = 400;
	reply.host = xstrdup("discord.com");
	reply.content_type = fuzz_line(input);
	while (input->len) {
		char *line = fuzz_line(input);
		char *colon = strchr(line, ':');

		if (colon) {
			*colon = '\0';
			strings_add(&reply.headers, line);
			strings_add(&reply.headers, colon + 1);
		}
		free(line);
		if (!colon)
			break;
	}
	reply.body = fuzz_bytes(input);
	http_secrets_learn(&reply.secrets, request, url);
	http_trace_reply(&reply, 120, &lines);
	check_lines(&lines, '<');
	http_mask(&reply.secrets, &lines);
	must(!strstr(buf_text(&lines), sent));
	buf_release(&lines);
	http_reply_release(&reply);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	char *address = fuzz_line(&input);
	struct buf authorization = BUF_INIT(64);
	struct buf form = fuzz_bytes(&input);
	struct http_request request = {
	    .method = "POST", .url = address, .authorization = &authorization, .form = &form};
	struct url url = URL_INIT;
	struct error err = ERROR_INIT;

	buf_printf(&authorization, "Bearer %s", sent);
	if (!url_parse(&url, address, &err)) {
		trace_request(&request, &url);
		trace_reply(&request, &url, &input);
	}
	url_release(&url);
	buf_release(&form);
	buf_release(&authorization);
	free(address);
	return 0;
}
