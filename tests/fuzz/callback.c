/*
 * A request to the listener of a login: its method, target and Host, each a line, then its headers.
 *
 * Parses: src/net/loopback/request.c src/net/loopback/redirect.c src/base/query.c
 */
#include "fuzz.h"
#include "net/loopback/redirect.h"
#include "net/loopback/request.h"

static const char state_text[] = "st+te/1";

/* Only what brings our state is taken; of code and error it is one. */
static void parse_query(const char *query)
{
	struct buf state = BUF_INIT(64);
	struct redirect redirect;
	struct error err = ERROR_INIT;

	redirect_init(&redirect);
	buf_str(&state, state_text);
	if (redirect_parse(query, &state, &redirect, &err)) {
		fuzz_must_explain(&err, ERROR_DENIED);
		must(!redirect.code.len && !redirect.error.len && !redirect.description.len);
	} else {
		must(!redirect.code.len != !redirect.error.len);
		must(strlen(buf_text(&redirect.code)) == redirect.code.len);
	}
	redirect_release(&redirect);
	buf_release(&state);
}

static void check_verdict(const struct loopback_verdict *verdict, const struct loopback_request *request)
{
	if (verdict->kind == LOOPBACK_REFUSE) {
		must(verdict->status >= 400 && verdict->title && verdict->text);
		return;
	}
	must(!strcmp(request->method, "GET") && request->hosts == 1 && !strcmp(request->host, "127.0.0.1:23472"));
	must(!request->malformed && !request->body && request->target[0] == '/');
	must(verdict->query);
	if (verdict->kind == LOOPBACK_START)
		must(!strncmp(request->target, "/start/nOnce_1", 14));
	else
		must(!strncmp(request->target, "/callback", 9));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	char *method = fuzz_line(&input);
	char *target = fuzz_line(&input);
	char *lines[64];
	size_t count = 0;
	struct loopback_request request = {.method = method, .target = target};
	struct url redirect_uri = URL_INIT;
	struct buf host = BUF_INIT(64);
	struct buf nonce = BUF_INIT(64);
	struct loopback_site site = {&redirect_uri, &host, &nonce};
	struct loopback_verdict verdict;
	struct error err = ERROR_INIT;

	must(!url_parse(&redirect_uri, "http://127.0.0.1:23472/callback", &err));
	buf_str(&host, "127.0.0.1:23472");
	buf_str(&nonce, "nOnce_1");
	while (input.len && count < ARRAY_LEN(lines)) {
		char *line = fuzz_line(&input);
		char *colon = strchr(line, ':');

		lines[count++] = line;
		if (colon) {
			*colon = '\0';
			loopback_request_header(&request, line, colon + 1 + strspn(colon + 1, " "));
		}
	}
	verdict = loopback_judge(&request, &site);
	check_verdict(&verdict, &request);
	if (verdict.kind == LOOPBACK_REDIRECT)
		parse_query(verdict.query);
	while (count)
		free(lines[--count]);
	url_release(&redirect_uri);
	buf_release(&host);
	buf_release(&nonce);
	free(method);
	free(target);
	return 0;
}
