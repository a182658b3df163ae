#include "net/oauth/authorization.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "discred/slot.h"
#include "net/http/discord_api.h"

enum { ASK_MS = 3000 };

enum authorization authorization_ask(const struct http_settings *http, const struct token *token, json_t **about,
				     struct error *err)
{
	const struct http_request request = {.method = "GET"};
	struct discord_api api = DISCORD_API_INIT;
	enum authorization state;
	json_t *answer;

	api.http = *http;
	api.http.patience_ms = 0;
	api.http.total_ms = ASK_MS;
	api.base = token->api_base;
	if (!discord_api_json(&api, &request, "/oauth2/@me", token, &answer, err))
		state = AUTHORIZATION_GOOD;
	else
		state = api.refused ? AUTHORIZATION_ENDED : AUTHORIZATION_UNKNOWN;
	if (about)
		*about = json_incref(answer);
	json_decref(answer);
	discord_api_release(&api);
	return state;
}

void authorization_ended(const struct profile *profile, const struct environ *env, const struct token *token,
			 const struct error *reason)
{
	char *words = xstrdup(reason->text);
	struct store store = {.ops = NULL};
	const struct slot_refusal refusal = {
	    .store = &store,
	    .profile = profile,
	    .env = env,
	    .secret = &token->secret,
	    .reason = words,
	    .certain = true,
	    .now = clock_now(),
	};
	struct error err = ERROR_INIT;
	int result;

	text_sanitize(words);
	result = store_open(&store, &store_table, profile->store, env, &err);

	if (!result) {
		result = slot_refuse_token(&refusal, &err);
		store_close(&store);
	}
	if (result)
		log_warn("profile '%s': %s", profile->id, err.text);
	free(words);
}

int authorization_hint(enum authorization state, const struct profile *profile, const struct source *source,
		       struct error *err)
{
	bool renewed = source->kind != SOURCE_OTHER && source->kind != SOURCE_BOT;

	if (state == AUTHORIZATION_GOOD)
		return error_hint(err, "the token is good: this route is not for a user's token%s",
				  profile->bot_token.kind == SECRET_ABSENT ? "; set bot_token in the profile"
									   : ", try '--type bot'");
	if (!renewed)
		return error_hint(err, "the token came from source '%s': replace it there", source->name);
	if (state == AUTHORIZATION_ENDED)
		return error_hint(err,
				  "try again: the token is not used any more, and 'discred token %s' gets a new one",
				  profile->id);
	return error_hint(err, "try again, and if it stays so run 'discred auth refresh --force %s'", profile->id);
}
