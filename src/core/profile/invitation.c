#include "core/profile/invitation.h"

#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "base/query.h"

/* More than any file can make of it: percent-encoding triples. */
enum { URL_MAX = 4 * 256 * 1024 };

/* The invitation is also the default of bot_url, where parentheses and commas would end the User-Agent's comment. */
static void add_authorize_url(const struct profile *profile, struct buf *url)
{
	for (const char *c = profile->authorize_url; *c; c++) {
		if (strchr("(),", *c))
			buf_printf(url, "%%%02X", (unsigned)*c);
		else
			buf_char(url, *c);
	}
	if (!strchr(profile->authorize_url, '?'))
		buf_char(url, '?');
}

static bool has_bot(const char *scope)
{
	struct strings scopes = STRINGS_INIT;
	bool found;

	strings_split(&scopes, scope, " ");
	found = strings_have(&scopes, "bot");
	strings_release(&scopes);
	return found;
}

static void add_bot(const struct invitation *invitation, struct buf *url)
{
	char permissions[24];

	snprintf(permissions, sizeof(permissions), "%" PRIu64, invitation->permissions);
	query_add(url, "permissions", permissions);
	if (invitation->guild_id)
		query_add(url, "guild_id", invitation->guild_id);
	if (invitation->fixed_guild)
		query_add(url, "disable_guild_select", "true");
}

char *invitation_url(const struct profile *profile, const struct invitation *invitation)
{
	struct buf url = BUF_INIT(URL_MAX);
	char *text;

	add_authorize_url(profile, &url);
	query_add(&url, "client_id", profile->client_id);
	query_add(&url, "scope", invitation->scope);
	if (has_bot(invitation->scope))
		add_bot(invitation, &url);
	if (invitation->type != INVITATION_PLAIN)
		query_add(&url, "integration_type", invitation->type == INVITATION_USER ? "1" : "0");
	text = xstrdup(buf_text(&url));
	buf_release(&url);
	return text;
}
