#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/query.h"
#include "base/strings.h"
#include "net/oauth/oauth.h"

bool oauth_uses_pkce(const struct profile *profile)
{
	return !strings_have(&profile->scope, "role_connections.write");
}

static void add_bot(const struct profile *profile, struct buf *url)
{
	char permissions[24];

	snprintf(permissions, sizeof(permissions), "%" PRIu64, profile->permissions);
	query_add(url, "permissions", permissions);
	if (profile->guild_id)
		query_add(url, "guild_id", profile->guild_id);
}

int oauth_authorize_url(const struct profile *profile, const char *redirect_uri, const struct buf *state,
			const struct buf *challenge, struct buf *url, struct error *err)
{
	char *scope = profile_scope(profile);

	buf_add(url, profile->authorize_url, strcspn(profile->authorize_url, "#"));
	if (!strchr(buf_text(url), '?'))
		buf_char(url, '?');
	query_add(url, "client_id", profile->client_id);
	query_add(url, "response_type", "code");
	query_add(url, "redirect_uri", redirect_uri);
	query_add(url, "scope", scope);
	query_add_len(url, "state", buf_text(state), state->len);
	if (challenge) {
		query_add_len(url, "code_challenge", buf_text(challenge), challenge->len);
		query_add(url, "code_challenge_method", "S256");
	}
	if (strings_have(&profile->scope, "bot"))
		add_bot(profile, url);
	free(scope);
	if (!buf_ok(url))
		return error_set(err, ERROR_BUG, "the authorize URL does not fit into %zu bytes", url->max);
	return 0;
}
