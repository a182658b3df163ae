/*
 * A URL: of a setting, a helper's asker or an answer.
 *
 * Parses: src/base/url.c
 */
#include "base/url.h"

#include "fuzz.h"

static char *print(const struct url *url)
{
	return xasprintf("%s://%s%s%s%s", url->tls ? "https" : "http", url->authority, url->path, url->query ? "?" : "",
			 url->query ? url->query : "");
}

/* parse -> print -> parse: the same parts. */
static void check_printed(const struct url *url)
{
	char *printed = print(url);
	struct url again = URL_INIT;
	struct error err = ERROR_INIT;

	must(!url_parse(&again, printed, &err));
	must(again.tls == url->tls && again.port == url->port);
	must(!strcmp(again.authority, url->authority) && !strcmp(again.host, url->host));
	must(!strcmp(again.path, url->path) && !again.query == !url->query);
	must(!url->query || !strcmp(again.query, url->query));
	url_release(&again);
	free(printed);
}

/* A browser that is sent to what Host says comes to the same place, and says the same again. */
static void check_host(const struct url *url)
{
	struct buf host = BUF_INIT(BUF_REPLY_MAX);
	struct buf same = BUF_INIT(BUF_REPLY_MAX);
	struct url again = URL_INIT;
	struct error err = ERROR_INIT;
	char *text;

	url_host_header(url, &host);
	text = xasprintf("%s://%s/", url->tls ? "https" : "http", buf_text(&host));
	must(!url_parse(&again, text, &err));
	must(again.port == url->port && url_is_loopback(&again) == url_is_loopback(url));
	url_host_header(&again, &same);
	must(buf_equal(&host, &same));
	url_release(&again);
	free(text);
	buf_release(&same);
	buf_release(&host);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	char *text = fuzz_text(&input);
	struct url url = URL_INIT;
	struct error err = ERROR_INIT;

	if (url_parse(&url, text, &err)) {
		fuzz_must_explain(&err, ERROR_USAGE);
		must(!url.host && !url.authority && !url.path && !url.query);
	} else {
		must(url.host[0] && url.port);
		must(!url.path[0] || url.path[0] == '/');
		must(!strchr(url.authority, '@'));
		check_printed(&url);
		check_host(&url);
	}
	url_release(&url);
	free(text);
	return 0;
}
