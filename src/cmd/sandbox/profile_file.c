#include "cmd/sandbox/profile_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "core/discord/permission.h"
#include "core/profile/quote.h"
#include "discred/profile.h"

static void add_setting(struct buf *text, const char *key, const char *value)
{
	buf_printf(text, "%s = ", key);
	profile_quote(value, text);
	buf_str(text, ";\n");
}

static void add_redirects(struct buf *text, const struct strings *redirects)
{
	buf_str(text, "redirect_uri = [ ");
	for (size_t i = 0; i < redirects->count; i++) {
		buf_str(text, i ? ", " : "");
		profile_quote(redirects->item[i], text);
	}
	buf_str(text, " ];\n");
}

static void compose(const struct sandbox *sandbox, const char *name, struct buf *text)
{
	const struct app *app = &fixture_apps[0];
	const struct app *public = &fixture_apps[1];
	const struct channel *channel = &fixture_channels[0];

	buf_printf(text,
		   "# A profile for the discred sandbox at %s, to try discred without an account:\n"
		   "#\n"
		   "#\tdiscred auth login %s\n"
		   "#\tdiscred token %s\n\n",
		   sandbox->origin, name, name);
	add_setting(text, "description", "The local sandbox");
	buf_str(text, "\n# Where it is. A profile for Discord itself leaves these two out.\n");
	buf_printf(text, "api_base = \"%s/api/v10\";\nauthorize_url = \"%s/oauth2/authorize\";\n", sandbox->origin,
		   sandbox->origin);
	buf_str(text, "\n# Where credential helpers (git, docker) may hand the token to.\n");
	add_setting(text, "hosts", sandbox->origin + strlen("http://"));
	buf_str(text,
		"\n# The application. The secret is in this file, so nobody else may read the file (mode 0600).\n");
	add_setting(text, "client_id", app->id);
	add_setting(text, "client_secret", app->secret);
	buf_str(text, "# For the sandbox's public client, put these in place of the two lines above:\n");
	buf_printf(text, "#client_id = \"%s\";\n#public_client = true;\n", public->id);
	buf_str(text, "\n# What to ask for. With \"bot\" the consent page lets you choose the server.\n");
	buf_str(text, "scope = [ \"identify\", \"bot\" ];\n");
	buf_str(text, "# VIEW_CHANNEL, READ_MESSAGE_HISTORY and CONNECT; SEND_MESSAGES is not in it.\n");
	add_setting(text, "permissions", PERMISSION_DEFAULT);
	buf_str(text, "\n# The server to preselect, and the channel that the credential is checked with.\n");
	add_setting(text, "guild_id", fixture_guilds[channel->guild].id);
	add_setting(text, "channel_id", channel->id);
	buf_str(text, "\n# Channels are served to bots only, and this is the bot's token.\n");
	add_setting(text, "bot_token", app->bot_token);
	buf_str(text, "\n# Registered at the sandbox (--redirect-uri), and compared byte by byte.\n");
	add_redirects(text, &sandbox->settings->redirects);
}

/* Whether the file is what would be written: the command was given again. */
static bool is_there(const char *name, const struct buf *text, const struct environ *env, char **path)
{
	struct buf there = BUF_INIT(BUF_FILE_MAX);
	struct error ignored = ERROR_INIT;
	bool same = false;

	if (profile_locate(name, env, path, &ignored) < 0)
		return false;
	if (!file_load(AT_FDCWD, *path, FILE_STATE, &there, &ignored))
		same = there.len == text->len && !memcmp(buf_text(&there), buf_text(text), text->len);
	if (!same) {
		free(*path);
		*path = NULL;
	}
	buf_release(&there);
	return same;
}

int profile_file_write(const struct sandbox *sandbox, const char *name, const struct environ *env, char **path,
		       bool *there, struct error *err)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	int result;

	if (profile_name_check(name, "", err) < 0)
		return -1;
	compose(sandbox, name, &text);
	result = profile_create(name, &text, env, path, err);
	*there = result && err->code == ERROR_CONFIG && is_there(name, &text, env, path);
	if (*there) {
		error_clear(err);
		result = 0;
	}
	if (result && err->code == ERROR_CONFIG && !err->hint[0])
		error_hint(err, "start without --write-profile, give another name, or remove the file first");
	buf_release(&text);
	return result;
}
