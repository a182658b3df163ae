#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/timestamp.h"
#include "cmd/auth/check.h"
#include "core/discord/scope.h"
#include "core/slot/handover.h"
#include "net/oauth/authorization.h"

static void check_application(struct auth_check *check, const json_t *me)
{
	const json_t *application = json_object_get(me, "application");
	const char *wanted = check->auth->profile.client_id;
	const char *id = json_text(application, "id");
	char *name = check_text(application, "name");
	struct error err = ERROR_INIT;

	if (id && !strcmp(id, wanted)) {
		check_ok(check->checks, CHECK_APPLICATION, "%s (%s)", name, id);
	} else {
		error_set(&err, ERROR_CONFIG, "the token is of application '%s', client_id is '%s'", id ? id : name,
			  wanted);
		error_hint(&err, "correct client_id, or run 'discred auth login %s'", check->auth->profile.id);
		check_fail(check->checks, CHECK_APPLICATION, &err);
	}
	free(name);
}

static void check_scope(struct auth_check *check, const json_t *me)
{
	char *wanted = profile_scope(&check->auth->profile);
	struct strings granted = STRINGS_INIT;
	struct strings missing = STRINGS_INIT;
	struct error err = ERROR_INIT;
	char *have;
	char *lacks;
	size_t index;
	json_t *scope;

	json_array_foreach(json_object_get(me, "scopes"), index, scope)
	{
		if (json_is_string(scope))
			strings_add(&granted, json_string_value(scope));
	}
	have = strings_join(&granted, " ");
	if (scope_missing(wanted, have, &missing)) {
		lacks = strings_join(&missing, " ");
		error_set(&err, ERROR_DENIED, "granted is '%s', missing is '%s'", have, lacks);
		error_hint(&err, "run 'discred auth login %s'", check->auth->profile.id);
		check_fail(check->checks, CHECK_SCOPE, &err);
		free(lacks);
	} else {
		check_ok(check->checks, CHECK_SCOPE, "%s", have);
	}
	free(have);
	free(wanted);
	strings_release(&granted);
	strings_release(&missing);
}

static void check_expiry(struct auth_check *check, const json_t *me)
{
	const char *text = json_text(me, "expires");
	struct error err = ERROR_INIT;
	char absolute[CLOCK_TEXT];
	char relative[CLOCK_TEXT];
	int64_t when;

	if (!text || timestamp_parse(text, &when, &err) < 0) {
		check_skip(check->checks, CHECK_EXPIRY, "Discord did not say when the token ends");
		return;
	}
	when /= 1000000;
	clock_rfc3339(when, absolute);
	clock_relative(when, check->now, relative);
	if (when > check->now) {
		check_ok(check->checks, CHECK_EXPIRY, "%s (%s)", absolute, relative);
		return;
	}
	error_set(&err, ERROR_DENIED, "the token ended on %s, and Discord still answers it", absolute);
	error_hint(&err, "check this machine's clock");
	check_fail(check->checks, CHECK_EXPIRY, &err);
}

static void check_who(struct auth_check *check, const json_t *me)
{
	const json_t *user = json_object_get(me, "user");
	char *name = check_text(user, "username");

	if (user)
		check_ok(check->checks, CHECK_USER, "%s (%" PRIu64 ")", name, check_id(user, "id"));
	else
		check_skip(check->checks, CHECK_USER, "Discord names the user only with the scope identify");
	free(name);
}

static void check_authorization(struct auth_check *check, const struct token *token, const struct source *source)
{
	struct error err = ERROR_INIT;
	json_t *me = check_ask(check, token, "/oauth2/@me", &err);

	if (!me) {
		if (check->api.refused) {
			authorization_ended(&check->auth->profile, check->auth->env, token, &err);
			authorization_hint(AUTHORIZATION_ENDED, &check->auth->profile, source, &err);
		}
		check_fail(check->checks, CHECK_APPLICATION, &err);
		check_skip_range(check->checks, CHECK_SCOPE, CHECK_USER, "needs Discord's answer about the token");
		return;
	}
	check_application(check, me);
	check_scope(check, me);
	check_expiry(check, me);
	check_who(check, me);
	json_decref(me);
}

static void show_token(struct auth_check *check, const struct token *token, const struct stack_report *report)
{
	check_ok(check->checks, CHECK_TOKEN, "%s, from source '%s'", token_type_name(token->type),
		 report->answered->source->name);
}

void check_user(struct auth_check *check)
{
	const struct auth *auth = check->auth;
	struct source_context context = handover_context(&auth->profile, &store_table, auth->env, check->now, -1);
	struct stack_report report = STACK_REPORT_INIT;
	struct token token = TOKEN_INIT;
	struct error err = ERROR_INIT;

	/* A check that logs somebody in would be none. */
	context.no_input = true;
	if (handover_walk(&context, clock_ms, &token, &report, &err) < 0) {
		if (profile_is_invitation(&auth->profile) && auth->profile.bot_token.kind != SECRET_ABSENT)
			check_skip(check->checks, CHECK_TOKEN,
				   "the profile is for a bot alone: no user logs in with it");
		else
			check_fail(check->checks, CHECK_TOKEN, &err);
		check_skip_range(check->checks, CHECK_APPLICATION, CHECK_USER, "needs a token of the user's");
	} else if (token.type == TOKEN_BOT) {
		show_token(check, &token, &report);
		check_skip_range(check->checks, CHECK_APPLICATION, CHECK_USER,
				 "Discord tells it of a user's token, and this is a bot's");
		if (auth->profile.bot_token.kind == SECRET_ABSENT)
			token_move(&check->bot, &token);
	} else {
		show_token(check, &token, &report);
		check_authorization(check, &token, report.answered->source);
	}
	token_release(&token);
	stack_report_release(&report);
}
