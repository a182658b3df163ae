#include "net/http/proxy.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

/* What libcurl takes when an address has no port. */
enum { PORT_STANDARD = 1080, PORT_TLS = 443 };

void proxy_release(struct proxy *proxy)
{
	free(proxy->host);
	free(proxy->authority);
	*proxy = (struct proxy)PROXY_INIT;
}

/* The first of the names that is set and not empty. */
static const char *first_set(const struct environ *env, const char *const *names, size_t count, const char **value)
{
	for (size_t i = 0; i < count; i++) {
		*value = environ_value(env, names[i]);
		if (*value && **value)
			return names[i];
	}
	return NULL;
}

static bool is_kind(const char *scheme)
{
	static const char *const kinds[] = {"http", "https", "socks", "socks4", "socks4a", "socks5", "socks5h"};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (!strcasecmp(scheme, kinds[i]))
			return true;
	return false;
}

static void take_address(CURLU *address, struct proxy *proxy)
{
	char *scheme = NULL;
	char *host = NULL;
	char *port = NULL;

	if (!curl_url_get(address, CURLUPART_SCHEME, &scheme, 0) && !curl_url_get(address, CURLUPART_HOST, &host, 0) &&
	    is_kind(scheme)) {
		proxy->host = xstrdup(host);
		proxy->socks = !strncasecmp(scheme, "socks", strlen("socks"));
		if (!curl_url_get(address, CURLUPART_PORT, &port, 0))
			proxy->authority = xasprintf("%s:%s", host, port);
		else
			proxy->authority =
			    xasprintf("%s:%d", host, strcasecmp(scheme, "https") ? PORT_STANDARD : PORT_TLS);
	}
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
}

/* libcurl's own reading. Without a scheme it is an http proxy, whatever the host is called. */
static void read_address(const char *text, struct proxy *proxy)
{
	CURLU *address = curl_url();
	char *full = strstr(text, "://") ? xstrdup(text) : xasprintf("http://%s", text);

	if (address && !curl_url_set(address, CURLUPART_URL, full, CURLU_NON_SUPPORT_SCHEME))
		take_address(address, proxy);
	curl_url_cleanup(address);
	free_string(full);
}

void proxy_find(const struct environ *env, const struct url *url, struct proxy *proxy)
{
	static const char *const variables[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
	static const char *const exceptions[] = {"no_proxy", "NO_PROXY"};
	const char *value;

	*proxy = (struct proxy)PROXY_INIT;
	if (!url->tls || url_is_loopback(url))
		return;
	proxy->variable = first_set(env, variables, ARRAY_LEN(variables), &value);
	if (!proxy->variable)
		return;
	read_address(value, proxy);
	proxy->exception = first_set(env, exceptions, ARRAY_LEN(exceptions), &value);
	if (proxy->exception && !proxy_list_names(value, url->host))
		proxy->exception = NULL;
}

int proxy_error(const struct proxy *proxy, struct error *err)
{
	error_set(err, ERROR_CONFIG, "%s is set to something that is no address of a proxy", proxy->variable);
	return error_hint(err, "write http://HOST:PORT, or unset it");
}
