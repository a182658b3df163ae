#include "cmd/sandbox/authorize.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/url.h"
#include "cmd/sandbox/consent_page.h"
#include "cmd/sandbox/page.h"

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

static int refuse(struct sandbox *sandbox, const struct auth_request *auth, unsigned status,
		  const struct auth_refusal *refusal, struct answer *answer, struct error *err)
{
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
