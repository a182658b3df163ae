#include <stdlib.h>

#include "base/memory.h"
#include "discred/profile.h"

/* As the address would be written for the same scheme, so that a default port is the same as none. */
static bool is_listed(const char *entry, const struct url *url)
{
	struct buf listed = BUF_INIT(4096);
	struct buf wanted = BUF_INIT(4096);
	struct url parsed = URL_INIT;
	struct error err = ERROR_INIT;
	char *text = xasprintf("%s://%s", url->tls ? "https" : "http", entry);
	bool same = false;

	if (!url_parse(&parsed, text, &err)) {
		url_host_header(&parsed, &listed);
		url_host_header(url, &wanted);
		same = buf_ok(&wanted) && buf_equal(&listed, &wanted);
	}
	url_release(&parsed);
	buf_release(&listed);
	buf_release(&wanted);
	free(text);
	return same;
}

static bool is_local(const char *api_base)
{
	struct url url = URL_INIT;
	struct error err = ERROR_INIT;
	bool local = !url_parse(&url, api_base, &err) && url_is_loopback(&url);

	url_release(&url);
	return local;
}

bool profile_serves(const struct profile *profile, const struct url *url)
{
	if (!url->tls && (!url_is_loopback(url) || !is_local(profile->api_base)))
		return false;
	for (size_t i = 0; i < profile->hosts.count; i++)
		if (is_listed(profile->hosts.item[i], url))
			return true;
	return false;
}
