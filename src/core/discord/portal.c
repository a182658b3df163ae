#include "core/discord/portal.h"

#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/url.h"
#include "discred/error.h"

/* discord.com and its test builds, canary.discord.com and ptb.discord.com. */
static bool is_discord(const char *host)
{
	static const char domain[] = "discord.com";
	size_t len = strlen(host);
	size_t tail = sizeof(domain) - 1;

	return len >= tail && !strcasecmp(host + len - tail, domain) && (len == tail || host[len - tail - 1] == '.');
}

char *portal_page(const char *authorize_url, const char *client_id, const char *page)
{
	struct error ignored = ERROR_INIT;
	struct url url = URL_INIT;
	bool discord = !url_parse(&url, authorize_url, &ignored) && is_discord(url.host);
	char *text;

	if (discord)
		text = xasprintf("https://discord.com/developers/applications/%s/%s", client_id, page);
	else
		text = xasprintf("the server that '%s' is of", authorize_url);
	url_release(&url);
	return text;
}
