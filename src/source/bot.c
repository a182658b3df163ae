/*
 * bot: the profile's bot_token. One that is stored is read by discred-auth alone, which leaves a copy in memory for the
 * next caller; every other is followed here.
 */
#include "core/slot/bot_token.h"
#include "source/child.h"
#include "source/line.h"

enum { WAIT_S = 60 };

static enum source_result follow(const struct source_context *context, struct token *token, struct error *err)
{
	const struct profile *profile = context->profile;
	struct strings scrub = STRINGS_INIT;
	struct secret_context secret = {
	    .env = context->env, .store = context->store, .profile = profile->id, .key = "bot_token", .scrub = &scrub};
	const char *fault;
	int result;

	profile_secret_variables(profile, &scrub);
	result = secret_resolve(&secret, &profile->bot_token, &token->secret, err);
	strings_release(&scrub);
	if (result < 0)
		return SOURCE_FAIL;
	fault = token_fault(buf_text(&token->secret), token->secret.len);
	if (fault) {
		error_set(err, ERROR_CONFIG, "bot_token: the value is no token: it %s", fault);
		error_hint(err, "write the token alone");
		return SOURCE_FAIL;
	}
	line_describe(context, "Bot", token);
	return SOURCE_OK;
}

static enum source_result get_stored(const struct source_context *context, struct token *token, struct error *err)
{
	const struct child_question question = {
	    .words = {"answer", "bot", context->profile->id},
	    .what = "answer",
	    .by_hand = "answer bot",
	    .wait_ms = WAIT_S * 1000,
	};

	if (!bot_token_load(context->store, context->profile, token, err) && token_alive(token, context->now))
		return SOURCE_OK;
	if (err->code == ERROR_CONFIG)
		return SOURCE_ABORT;
	error_clear(err);
	token_release(token);
	return child_ask(context, &question, token, err);
}

static enum source_result get(const struct source_context *context, struct token *token, struct error *err)
{
	switch (context->profile->bot_token.kind) {
	case SECRET_ABSENT:
		error_set(err, ERROR_NONE, "the profile has no bot_token");
		error_hint(err, "set bot_token in the profile");
		return SOURCE_SKIP;
	case SECRET_STORED:
		return get_stored(context, token, err);
	default:
		return follow(context, token, err);
	}
}

static const struct source_option options[] = {{.name = NULL}};

const struct source source_bot = {
    .name = "bot",
    .help = "the profile's bot_token",
    .kind = SOURCE_BOT,
    .type = "Bot",
    .options = options,
    .get = get,
};
