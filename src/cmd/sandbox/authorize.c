#include "cmd/sandbox/endpoints.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/query.h"
#include "base/url.h"
#include "cmd/sandbox/page.h"
#include "core/discord/permission.h"
#include "core/discord/scope.h"

/* How long a code and a consent page are good, in seconds. */
enum { CODE_LIFETIME = 100, CONSENT_LIFETIME = 600 };

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

/* The page that asks the user: who wants what, where, and Authorize or Cancel. Its nonce is the request's value. */
static int consent_page(struct answer *answer, const struct pending_auth *pending, struct error *err)
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

static void redirect_begin(struct answer *answer, unsigned status, const struct auth_request *auth)
{
	answer->status = status;
	answer_header(answer, "Cache-Control", "no-store");
	answer_header(answer, "Referrer-Policy", "no-referrer");
	buf_str(&answer->location, auth->redirect_uri);
	/* query_add() writes '&' after anything but a '?'. */
	if (!strchr(auth->redirect_uri, '?'))
		buf_char(&answer->location, '?');
}

static void redirect_end(struct sandbox *sandbox, struct answer *answer, const struct auth_request *auth)
{
	if (auth->state.len)
		query_add_len(&answer->location, "state", buf_text(&auth->state), auth->state.len);
	/* RFC 9207. Discord does not send it; clients have to bear with parameters that they do not know. */
	query_add(&answer->location, "iss", sandbox->origin);
}

/* Byte by byte is hard to see in one's head, so both stand there. */
static int show_redirects(const struct sandbox *sandbox, const struct auth_request *auth,
			  const struct auth_refusal *refusal, struct answer *answer, struct error *err)
{
	if (page_begin(answer, 400, "This request cannot be carried out", NULL, err) < 0)
		return -1;
	page_html(answer, "<h1>This request cannot be carried out</h1>\n<p>");
	page_text(answer, refusal->description);
	page_html(answer, "</p>\n<h2>What was sent</h2>\n<ul><li><code>");
	page_text(answer, auth->redirect_sent);
	page_html(answer, "</code></li></ul>\n<h2>What is registered</h2>\n");
	page_list(answer, &sandbox->settings->redirects);
	page_end(answer);
	return 0;
}

static int refuse(struct sandbox *sandbox, const struct auth_request *auth, unsigned status,
		  const struct auth_refusal *refusal, struct answer *answer, struct error *err)
{
	if (auth->redirect_sent)
		return show_redirects(sandbox, auth, refusal, answer, err);
	if (!auth->redirect_uri)
		return page_message(answer, 400, "This request cannot be carried out", refusal->description, err);
	redirect_begin(answer, status, auth);
	query_add(&answer->location, "error", refusal->error);
	query_add(&answer->location, "error_description", refusal->description);
	redirect_end(sandbox, answer, auth);
	return 0;
}

static void join(struct sandbox *sandbox, const struct auth_request *auth)
{
	struct membership *membership = sandbox_membership(sandbox, auth->app, auth->guild);

	membership->joined = true;
	membership->permissions = auth->permissions;
}

static int show_joined(const struct auth_request *auth, struct answer *answer, struct error *err)
{
	char *text = xasprintf("%s was added to %s. An invitation ends here: there is no code and no token.",
			       auth->app->name, auth->guild->name);
	int result = page_message(answer, 200, "The bot was added", text, err);

	free(text);
	return result;
}

/* The user has said yes, and auth has the server and the channel. Its contents are moved. */
static int grant(struct sandbox *sandbox, struct auth_request *auth, unsigned status, int64_t now,
		 struct answer *answer, struct error *err)
{
	bool bot = strings_have(&auth->scopes, "bot");
	const struct pending_auth *code;

	if (bot && auth->invitation && sandbox->settings->code_grant)
		return page_message(answer, 400, "This bot cannot be added so",
				    "Integration requires code grant: the application has that switched on in the "
				    "portal, and an invitation is none.",
				    err);
	if (bot)
		join(sandbox, auth);
	if (auth->invitation)
		return bot ? show_joined(auth, answer, err)
			   : page_message(answer, 200, "The commands were added",
					  "An invitation ends here: there is no code and no token.", err);
	if (pending_auth_issue(&sandbox->codes, auth, now + CODE_LIFETIME, &code, err) < 0)
		return -1;
	redirect_begin(answer, status, &code->auth);
	query_add_len(&answer->location, "code", buf_text(&code->value), code->value.len);
	if (bot) {
		char permissions[24];

		snprintf(permissions, sizeof(permissions), "%llu", (unsigned long long)code->auth.permissions);
		query_add(&answer->location, "guild_id", code->auth.guild->id);
		query_add(&answer->location, "permissions", permissions);
	}
	redirect_end(sandbox, answer, &code->auth);
	return 0;
}

/* prompt=none skips the page for what was authorized before, but a server or channel always has to be chosen. */
static bool skips_consent(const struct sandbox *sandbox, const struct auth_request *auth)
{
	bool known;
	char *scopes;

	if (sandbox->settings->approve)
		return true;
	if (!auth->quiet || strings_have(&auth->scopes, "bot") || strings_have(&auth->scopes, "webhook.incoming"))
		return false;
	scopes = strings_join(&auth->scopes, " ");
	known = issued_tokens_authorized(&sandbox->issued, auth->app, scopes);
	free(scopes);
	return known;
}

int authorize_show(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	struct auth_refusal refusal;
	const struct pending_auth *pending;
	struct auth_request auth;
	int result;

	if (auth_request_read(&auth, request->query, &sandbox->settings->redirects, &refusal) < 0) {
		result = refuse(sandbox, &auth, 302, &refusal, answer, err);
	} else if (skips_consent(sandbox, &auth)) {
		auth.guild = auth.guild ? auth.guild : &fixture_guilds[0];
		auth.channel = &fixture_channels[0];
		result = grant(sandbox, &auth, 302, request->now, answer, err);
	} else {
		result = pending_auth_issue(&sandbox->consents, &auth, request->now + CONSENT_LIFETIME, &pending, err);
		if (!result)
			result = consent_page(answer, pending, err);
	}
	auth_request_release(&auth);
	return result;
}

static int deny(struct sandbox *sandbox, const struct auth_request *auth, struct answer *answer, struct error *err)
{
	static const struct auth_refusal denied = {
	    .error = "access_denied",
	    .description = "The resource owner or authorization server denied the request",
	};

	if (auth->invitation)
		return page_message(answer, 200, "Nothing was added", "You can close this page.", err);
	return refuse(sandbox, auth, 303, &denied, answer, err);
}

/* Takes over what the user chose; false when it is not to be had. */
static bool choose(struct auth_request *auth, const char *guild_id, const char *channel_id)
{
	if (strings_have(&auth->scopes, "bot") && !auth->guild_fixed)
		auth->guild = fixture_guild(guild_id);
	if (strings_have(&auth->scopes, "bot") && !auth->guild)
		return false;
	if (!strings_have(&auth->scopes, "webhook.incoming"))
		return true;
	auth->channel = fixture_channel(channel_id);
	return auth->channel && auth->channel->type == CHANNEL_TEXT;
}

static int decide(struct sandbox *sandbox, struct auth_request *auth, const struct request *request, const char *action,
		  const char *guild_id, const char *channel_id, struct answer *answer, struct error *err)
{
	if (!strcmp(action, "cancel"))
		return deny(sandbox, auth, answer, err);
	if (strcmp(action, "authorize") != 0 || !choose(auth, guild_id, channel_id))
		return page_message(answer, 400, "This choice is not possible",
				    "Go back to the application and try again.", err);
	return grant(sandbox, auth, 303, request->now, answer, err);
}

int authorize_decide(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	struct buf nonce = BUF_INIT(256);
	struct buf action = BUF_INIT(256);
	struct buf guild_id = BUF_INIT(256);
	struct buf channel_id = BUF_INIT(256);
	const struct form_field fields[] = {
	    {"nonce", &nonce}, {"action", &action}, {"guild_id", &guild_id}, {"channel_id", &channel_id}};
	const char *form = buf_text(&request->body);
	struct pending_auth *pending = NULL;
	struct auth_request auth;
	int result;

	auth_request_init(&auth);
	if (request_has_form(request) && !form_read(form, fields, ARRAY_LEN(fields)) && nonce.len)
		pending = pending_auth_find(&sandbox->consents, &nonce, request->now);
	if (pending) {
		auth_request_move(&auth, &pending->auth);
		pending_auth_drop(pending);
		result = decide(sandbox, &auth, request, buf_text(&action), buf_text(&guild_id), buf_text(&channel_id),
				answer, err);
	} else {
		result = page_message(answer, 400, "This page is used up",
				      "It was answered already, or it is too old. Go back to the application and try "
				      "again.",
				      err);
	}
	auth_request_release(&auth);
	buf_release(&nonce);
	buf_release(&action);
	buf_release(&guild_id);
	buf_release(&channel_id);
	return result;
}
