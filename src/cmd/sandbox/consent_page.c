#include "cmd/sandbox/consent_page.h"

#include <string.h>

#include "cmd/sandbox/page.h"
#include "core/discord/permission.h"
#include "core/discord/scope.h"

static void show_head(struct answer *answer, const struct auth_request *auth)
{
	const char initial[2] = {auth->app->name[0], '\0'};

	page_html(answer, "<div class=\"head\">\n<div class=\"badge\" aria-hidden=\"true\">");
	page_text(answer, initial);
	page_html(answer, "</div>\n<h1>");
	page_text(answer, auth->app->name);
	page_html(answer, auth->invitation ? " wants to join a server" : " wants to access your account");
	page_html(answer, "</h1>\n<p class=\"soft\">Signed in as <strong>" FIXTURE_USER_NAME "</strong></p>\n</div>\n");
}

static void show_item(struct answer *answer, const char *name, const char *help, const char *tag)
{
	page_html(answer, "<li><code>");
	page_text(answer, name);
	page_html(answer, "</code>");
	if (tag) {
		page_html(answer, "<em class=\"tag\">");
		page_text(answer, tag);
		page_html(answer, "</em>");
	}
	page_html(answer, "<span>");
	page_text(answer, help);
	page_html(answer, "</span></li>\n");
}

static void show_scopes(struct answer *answer, const struct strings *scopes)
{
	page_html(answer, "<h2 id=\"scopes\">This will allow it to</h2>\n<ul aria-labelledby=\"scopes\">\n");
	for (size_t i = 0; i < scopes->count; i++) {
		const struct scope *scope = scope_find(scopes->item[i]);

		if (scope)
			show_item(answer, scope->name, scope->help, NULL);
	}
	page_html(answer, "</ul>\n");
}

static void show_permissions(struct answer *answer, uint64_t value)
{
	struct strings names = STRINGS_INIT;

	page_html(answer, "<h2 id=\"permissions\">Its bot may, in that server</h2>\n");
	permission_names(value, &names);
	page_html(answer, names.count ? "<ul aria-labelledby=\"permissions\">\n"
				      : "<p class=\"soft\">Nothing: no "
					"permissions were asked for.</p>\n");
	for (size_t i = 0; i < names.count; i++) {
		const struct permission *known = permission_find(names.item[i]);

		show_item(answer, names.item[i], known ? known->help : "an undocumented permission",
			  known && known->two_factor ? "needs two-factor" : NULL);
	}
	if (names.count)
		page_html(answer, "</ul>\n");
	strings_release(&names);
}

static void show_option(struct answer *answer, const char *id, const char *name, bool selected)
{
	page_html(answer, "<option value=\"");
	page_text(answer, id);
	page_html(answer, selected ? "\" selected>" : "\">");
	page_text(answer, name);
	page_html(answer, "</option>\n");
}

static void show_guilds(struct answer *answer, const struct auth_request *auth)
{
	page_html(answer, "<h2><label for=\"guild_id\">Add the bot to</label></h2>\n"
			  "<select id=\"guild_id\" name=\"guild_id\"");
	page_html(answer, auth->guild_fixed ? " disabled>\n" : ">\n");
	for (size_t i = 0; i < GUILDS; i++)
		show_option(answer, fixture_guilds[i].id, fixture_guilds[i].name, auth->guild == &fixture_guilds[i]);
	page_html(answer, "</select>\n");
	if (auth->guild_fixed)
		page_html(answer, "<p class=\"soft\">The application has chosen the server.</p>\n");
}

static void show_channels(struct answer *answer)
{
	page_html(answer, "<h2><label for=\"channel_id\">Create the webhook in</label></h2>\n"
			  "<select id=\"channel_id\" name=\"channel_id\">\n");
	for (size_t i = 0; i < GUILDS; i++) {
		page_html(answer, "<optgroup label=\"");
		page_text(answer, fixture_guilds[i].name);
		page_html(answer, "\">\n");
		for (size_t k = 0; k < CHANNELS; k++)
			if (fixture_channels[k].guild == i && fixture_channels[k].type == CHANNEL_TEXT)
				show_option(answer, fixture_channels[k].id, fixture_channels[k].name, false);
		page_html(answer, "</optgroup>\n");
	}
	page_html(answer, "</select>\n");
}

static void show_end(struct answer *answer, const struct auth_request *auth)
{
	page_html(answer, "<div class=\"buttons\">\n"
			  "<button name=\"action\" value=\"cancel\">Cancel</button>\n"
			  "<button class=\"main\" name=\"action\" value=\"authorize\">Authorize</button>\n</div>\n");
	if (auth->invitation)
		return;
	page_html(answer, "<p class=\"soft foot\">Either way you will be taken to <code>");
	page_text(answer, auth->redirect_uri);
	page_html(answer, "</code></p>\n");
}

int consent_page(struct answer *answer, const struct pending_auth *pending, struct error *err)
{
	const struct auth_request *auth = &pending->auth;

	if (page_begin(answer, 200, "Authorize access", auth->redirect_uri, err) < 0)
		return -1;
	show_head(answer, auth);
	page_html(answer, "<form method=\"post\" action=\"/oauth2/authorize\">\n"
			  "<input type=\"hidden\" name=\"nonce\" value=\"");
	page_text(answer, buf_text(&pending->value));
	page_html(answer, "\">\n");
	show_scopes(answer, &auth->scopes);
	if (strings_have(&auth->scopes, "bot")) {
		show_guilds(answer, auth);
		show_permissions(answer, auth->permissions);
	}
	if (strings_have(&auth->scopes, "webhook.incoming"))
		show_channels(answer);
	show_end(answer, auth);
	page_html(answer, "</form>\n");
	page_end(answer);
	return 0;
}
