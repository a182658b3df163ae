/*
 * What usually is wrong when nothing comes back from a browser, told while the login goes on waiting.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "cmd/auth/login.h"
#include "core/discord/portal.h"
#include "core/slot/handover.h"
#include "discred/source.h"
#include "net/http/discord_api.h"

/* The listener is not served meanwhile. */
enum { ASK_MS = 2000 };

/* Whether the bot token is at hand without a command, which could ask for something at the terminal. */
static bool has_token(const struct profile *profile)
{
	return profile->bot_token.kind != SECRET_ABSENT && profile->bot_token.kind != SECRET_COMMAND;
}

/* The redirect URIs that are registered in the portal; false: they can't be known. */
static bool ask_registered(const struct auth *auth, struct strings *registered)
{
	const struct http_request request = {.method = "GET"};
	struct source_context context = handover_context(&auth->profile, &store_table, auth->env, clock_now(), -1);
	struct discord_api api = DISCORD_API_INIT;
	struct token token = TOKEN_INIT;
	struct error ignored = ERROR_INIT;
	json_t *application = NULL;
	bool known = false;
	size_t index;
	json_t *uri;

	context.no_input = true;
	api.http = auth->http;
	api.http.patience_ms = 0;
	api.http.total_ms = ASK_MS;
	api.base = auth->profile.api_base;
	if (!handover_bot(&context, &source_table, &token, &ignored) &&
	    !discord_api_json(&api, &request, "/applications/@me", &token, &application, &ignored) &&
	    json_text(application, "id") && !strcmp(json_text(application, "id"), auth->profile.client_id))
		known = json_is_array(json_object_get(application, "redirect_uris"));
	json_array_foreach(json_object_get(application, "redirect_uris"), index, uri)
	{
		if (json_is_string(uri))
			strings_add(registered, json_string_value(uri));
	}
	json_decref(application);
	token_release(&token);
	discord_api_release(&api);
	return known;
}

static void advise_redirect(const struct login *login)
{
	const struct profile *profile = &login->auth->profile;
	struct strings registered = STRINGS_INIT;
	char *page = developer_portal_page(profile->authorize_url, profile->client_id, "oauth2");

	if (!has_token(profile) || !ask_registered(login->auth, &registered)) {
		log_note("if Discord shows an error about redirect_uri: register '%s', exactly so, at %s",
			 login->redirect_uri, page);
	} else if (!strings_have(&registered, login->redirect_uri)) {
		char *list = strings_join(&registered, "', '");

		log_note("redirect_uri '%s' is not registered (%s%s%s): register it, exactly so, at %s",
			 login->redirect_uri, registered.count ? "only '" : "none is", list,
			 registered.count ? "' is" : "", page);
		free(list);
	}
	free(page);
	strings_release(&registered);
}

void login_advise(const struct login *login, bool reads)
{
	log_note("nothing has come back yet; the login goes on waiting");
	advise_redirect(login);
	if (reads && login->loopback)
		log_note("if the browser ends at a page that does not load: paste the address of that page here");
	else if (login->loopback)
		log_note("if the browser is on another machine: log in at a terminal, where its last address can be "
			 "pasted");
}
