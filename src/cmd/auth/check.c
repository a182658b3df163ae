/*
 * discred auth check: whether the credential does what the profile wants of it, asked of Discord itself.
 */
#include "cmd/auth/check.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/opt.h"
#include "base/path.h"
#include "base/terminal.h"
#include "base/verb.h"
#include "cmd/auth/auth.h"

enum { OPT_JSON = OPT_FIRST, OPT_FIX, OPT_YES };

static const struct opt_spec specs[] = {
    {OPT_JSON, 0, "json", NULL, "one JSON object"},
    {OPT_FIX, 0, "fix", NULL, "correct client_id and switch on Message Content, after asking"},
    {OPT_YES, 'y', "yes", NULL, "with --fix: ask nothing"},
    OPT_SPEC_END,
};

static const char *const names[CHECKS] = {
    [CHECK_PROFILE] = "profile",
    [CHECK_TOKEN] = "token",
    [CHECK_APPLICATION] = "application",
    [CHECK_SCOPE] = "scope",
    [CHECK_EXPIRY] = "expiry",
    [CHECK_USER] = "user",
    [CHECK_BOT] = "bot",
    [CHECK_PORTAL] = "portal",
    [CHECK_REDIRECT] = "redirect",
    [CHECK_GRANT] = "grant",
    [CHECK_INTENTS] = "intents",
    [CHECK_ELIGIBLE] = "eligible",
    [CHECK_CHANNEL] = "channel",
    [CHECK_PERMISSIONS] = "permissions",
    [CHECK_MESSAGES] = "messages",
};

static void run(const struct auth *auth, unsigned flags, struct checklist *checks)
{
	struct auth_check check = {
	    .auth = auth,
	    .api = DISCORD_API_INIT,
	    .checks = checks,
	    .now = clock_now(),
	    .bot = TOKEN_INIT,
	    .fix = flags & VERB_FLAG(OPT_FIX),
	    .yes = flags & VERB_FLAG(OPT_YES),
	};

	check.api.http = auth->http;
	check.api.http.reply_max = DISCORD_REPLY_MAX;
	check.api.base = auth->profile.api_base;
	check_ok(checks, CHECK_PROFILE, "%s", auth->profile.path);
	check_user(&check);
	check_bot(&check);
	check_permissions(&check);
	check_messages(&check);
	json_decref(check.channel);
	token_release(&check.bot);
	discord_api_release(&check.api);
}

static int print(const char *profile, const struct checklist *checks, unsigned flags, struct error *err)
{
	if (flags & VERB_FLAG(OPT_JSON))
		return json_print(checklist_json(profile, checks), stdout, err);
	checklist_print(stdout, profile, checks, terminal_width(stdout));
	return 0;
}

/* A profile that can't be read is the first check, and all there is to say. */
static int check_profile(const char *name, unsigned flags, const struct environ *env, struct error *err)
{
	struct checklist checks = CHECKLIST_INIT;
	struct error trouble = ERROR_INIT;
	struct auth auth;
	const char *id;
	int result;

	json_wipe_on_free();
	for (size_t i = 0; i < CHECKS; i++)
		checklist_add(&checks, names[i]);
	result = auth_open(&auth, name, env, err);
	if (result < 0) {
		check_fail(&checks, CHECK_PROFILE, err);
		check_skip_range(&checks, CHECK_TOKEN, CHECK_MESSAGES, "needs the profile");
		if (print(name && name_valid(name) ? name : "", &checks, flags, &trouble) < 0)
			*err = trouble;
		checklist_release(&checks);
		return -1;
	}
	id = auth.profile.id;
	run(&auth, flags, &checks);
	result = print(id, &checks, flags, err);
	if (!result && checklist_verdict(&checks, err) < 0)
		result = error_prefix(err, "profile '%s'", id);
	checklist_release(&checks);
	auth_close(&auth);
	return result;
}

int auth_check(int argc, char **argv, const struct environ *env, struct error *err)
{
	static const struct verb_line line = {
	    "discred auth check [OPTIONS] [PROFILE]",
	    "Checks with Discord that the token, the bot and the channel are as the profile wants them.", specs};
	const char *name;
	unsigned flags;
	int go = verb_parse(&line, argc, argv, &flags, &name, err);

	if (go > 0 && (flags & VERB_FLAG(OPT_YES)) && !(flags & VERB_FLAG(OPT_FIX)))
		return error_set(err, ERROR_USAGE, "option '--yes' goes with '--fix'");
	return go > 0 ? check_profile(name, flags, env, err) : go;
}
