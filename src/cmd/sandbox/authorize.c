#include "cmd/sandbox/authorize.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/query.h"
#include "cmd/sandbox/consent_page.h"
#include "cmd/sandbox/page.h"

static void redirect_begin(struct answer *answer, unsigned status, const struct ask *ask)
{
	answer->status = status;
	answer_header(answer, "Cache-Control", "no-store");
	answer_header(answer, "Referrer-Policy", "no-referrer");
	buf_str(&answer->location, ask->redirect_uri);
	/* query_add() writes '&' after anything but a '?'. */
	if (!strchr(ask->redirect_uri, '?'))
		buf_char(&answer->location, '?');
}

static void redirect_end(struct sandbox *sandbox, struct answer *answer, const struct ask *ask)
{
	if (ask->state.len)
		query_add_len(&answer->location, "state", buf_text(&ask->state), ask->state.len);
	/* RFC 9207. Discord does not send it; clients have to bear with parameters that they do not know. */
	query_add(&answer->location, "iss", sandbox->origin);
}

static int refuse(struct sandbox *sandbox, const struct ask *ask, unsigned status, const struct ask_refusal *refusal,
		  struct answer *answer, struct error *err)
{
	if (!ask->redirect_uri)
		return page_message(answer, 400, "This request cannot be carried out", refusal->description, err);
	redirect_begin(answer, status, ask);
	query_add(&answer->location, "error", refusal->error);
	query_add(&answer->location, "error_description", refusal->description);
	redirect_end(sandbox, answer, ask);
	return 0;
}

static void join(struct sandbox *sandbox, const struct ask *ask)
{
	struct membership *membership = sandbox_membership(sandbox, ask->app, ask->guild);

	membership->joined = true;
	membership->permissions = ask->permissions;
}

static int show_joined(const struct ask *ask, struct answer *answer, struct error *err)
{
	char *text = xasprintf("%s was added to %s. An invitation ends here: there is no code and no token.",
			       ask->app->name, ask->guild->name);
	int result = page_message(answer, 200, "The bot was added", text, err);

	free(text);
	return result;
}

/* The user has said yes, and ask has the server and the channel. Its contents are moved. */
static int grant(struct sandbox *sandbox, struct ask *ask, unsigned status, int64_t now, struct answer *answer,
		 struct error *err)
{
	bool bot = strings_have(&ask->scopes, "bot");
	const struct slip *code;

	if (bot)
		join(sandbox, ask);
	if (ask->invitation)
		return bot ? show_joined(ask, answer, err)
			   : page_message(answer, 200, "The commands were added",
					  "An invitation ends here: there is no code and no token.", err);
	if (slip_issue(&sandbox->codes, ask, now + CODE_LIFETIME, &code, err) < 0)
		return -1;
	redirect_begin(answer, status, &code->ask);
	query_add_len(&answer->location, "code", buf_text(&code->value), code->value.len);
	if (bot) {
		char permissions[24];

		snprintf(permissions, sizeof(permissions), "%llu", (unsigned long long)code->ask.permissions);
		query_add(&answer->location, "guild_id", code->ask.guild->id);
		query_add(&answer->location, "permissions", permissions);
	}
	redirect_end(sandbox, answer, &code->ask);
	return 0;
}

/* prompt=none skips the page for what was authorized before, but a server or channel always has to be chosen. */
static bool asks_nobody(const struct sandbox *sandbox, const struct ask *ask)
{
	bool known;
	char *scopes;

	if (sandbox->settings->approve)
		return true;
	if (!ask->quiet || strings_have(&ask->scopes, "bot") || strings_have(&ask->scopes, "webhook.incoming"))
		return false;
	scopes = strings_join(&ask->scopes, " ");
	known = ledger_authorized(&sandbox->ledger, ask->app, scopes);
	free(scopes);
	return known;
}

int authorize_show(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	struct ask_refusal refusal;
	const struct slip *slip;
	struct ask ask;
	int result;

	if (ask_read(&ask, request->query, &sandbox->settings->redirects, &refusal) < 0) {
		result = refuse(sandbox, &ask, 302, &refusal, answer, err);
	} else if (asks_nobody(sandbox, &ask)) {
		ask.guild = ask.guild ? ask.guild : &world_guilds[0];
		ask.channel = &world_channels[0];
		result = grant(sandbox, &ask, 302, request->now, answer, err);
	} else {
		result = slip_issue(&sandbox->consents, &ask, request->now + CONSENT_LIFETIME, &slip, err);
		if (!result)
			result = consent_page(answer, slip, err);
	}
	ask_release(&ask);
	return result;
}

static int deny(struct sandbox *sandbox, const struct ask *ask, struct answer *answer, struct error *err)
{
	static const struct ask_refusal denied = {
	    .error = "access_denied",
	    .description = "The resource owner or authorization server denied the request",
	};

	if (ask->invitation)
		return page_message(answer, 200, "Nothing was added", "You can close this page.", err);
	return refuse(sandbox, ask, 303, &denied, answer, err);
}

/* Takes over what the user chose; false when it is not to be had. */
static bool choose(struct ask *ask, const char *guild_id, const char *channel_id)
{
	if (strings_have(&ask->scopes, "bot") && !ask->guild_fixed)
		ask->guild = world_guild(guild_id);
	if (strings_have(&ask->scopes, "bot") && !ask->guild)
		return false;
	if (!strings_have(&ask->scopes, "webhook.incoming"))
		return true;
	ask->channel = world_channel(channel_id);
	return ask->channel && ask->channel->type == CHANNEL_TEXT;
}

static int decide(struct sandbox *sandbox, struct ask *ask, const struct request *request, const char *action,
		  const char *guild_id, const char *channel_id, struct answer *answer, struct error *err)
{
	if (!strcmp(action, "cancel"))
		return deny(sandbox, ask, answer, err);
	if (strcmp(action, "authorize") != 0 || !choose(ask, guild_id, channel_id))
		return page_message(answer, 400, "This choice is not possible",
				    "Go back to the application and try again.", err);
	return grant(sandbox, ask, 303, request->now, answer, err);
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
	struct slip *slip = NULL;
	struct ask ask;
	int result;

	ask_init(&ask);
	if (request_has_form(request) && !form_read(form, fields, ARRAY_LEN(fields)) && nonce.len)
		slip = slip_find(&sandbox->consents, &nonce, request->now);
	if (slip) {
		ask_move(&ask, &slip->ask);
		slip_drop(slip);
		result = decide(sandbox, &ask, request, buf_text(&action), buf_text(&guild_id), buf_text(&channel_id),
				answer, err);
	} else {
		result = page_message(answer, 400, "This page is used up",
				      "It was answered already, or it is too old. Go back to the application and try "
				      "again.",
				      err);
	}
	ask_release(&ask);
	buf_release(&nonce);
	buf_release(&action);
	buf_release(&guild_id);
	buf_release(&channel_id);
	return result;
}
