#include "discred/handover.h"

#include "discred/memory.h"
#include "discred/secret.h"

/* Nothing can be logged in to for such a profile, so the usual hint would mislead. */
static void explain_invitation(const struct profile *profile, struct error *err)
{
	if (err->code != ERROR_NONE || !profile_is_invitation(profile))
		return;
	error_set(err, ERROR_CONFIG, "it only invites a bot: scope '%s' without client_secret gives no token",
		  profile->scope.item[0]);
	error_hint(err, "set client_secret, or bot_token with stack = \"bot\"");
}

int handover_stack(const struct handover *handover, struct token *token, struct stack_report *report, struct error *err)
{
	const struct profile *profile = handover->profile;
	struct source_context context = {
	    .profile = profile,
	    .env = handover->env,
	    .store = handover->store,
	    .now = handover->now,
	    .min_valid = profile->min_valid,
	};

	if (!stack_walk(&profile->stack, &context, handover->clock_ms, token, report, err))
		return 0;
	explain_invitation(profile, err);
	return error_prefix(err, "profile '%s'", profile->id);
}

int handover_bot(const struct handover *handover, struct token *token, struct error *err)
{
	const struct profile *profile = handover->profile;
	struct strings scrub = STRINGS_INIT;
	struct secret_context context = {
	    .env = handover->env,
	    .store = handover->store,
	    .profile = profile->id,
	    .key = "bot_token",
	    .scrub = &scrub,
	};
	int result;

	token_release(token);
	profile_secret_variables(profile, &scrub);
	result = secret_resolve(&context, &profile->bot_token, &token->secret, err);
	if (!result && !token_bytes_valid(buf_text(&token->secret), token->secret.len))
		result = error_set(err, ERROR_CONFIG, "bot_token: what it names is no token");
	strings_release(&scrub);
	if (result < 0) {
		token_release(token);
		return error_prefix(err, "profile '%s'", profile->id);
	}
	token->type = TOKEN_BOT;
	token->scope_asked = xstrdup("");
	token->scope = xstrdup("");
	token->issued = handover->now;
	token->client_id = xstrdup(profile->client_id);
	token->api_base = xstrdup(profile->api_base);
	return 0;
}

void handover_header(const struct token *token, struct buf *authorization)
{
	buf_str(authorization, token_type_name(token->type));
	buf_char(authorization, ' ');
	buf_add(authorization, buf_text(&token->secret), token->secret.len);
}
