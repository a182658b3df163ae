/*
 * discred auth check: whether the credential does what the profile wants of it, asked of Discord itself.
 */
#include "cmd/auth/check.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/opt.h"
#include "base/path.h"
#include "base/terminal.h"
#include "cmd/auth/auth.h"

struct options {
	bool json;
	bool fix;
	bool yes;
};

static const struct opt_spec specs[] = {
    OPT_FLAG(0, "json", struct options, json, "one JSON object"),
    OPT_FLAG(0, "fix", struct options, fix, "correct client_id and switch on Message Content, after asking"),
    OPT_FLAG('y', "yes", struct options, yes, "with --fix: ask nothing"),
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

static void run(const struct auth *auth, const struct options *options, struct checklist *checks)
{
	struct auth_check check = {
	    .auth = auth,
	    .api = DISCORD_API_INIT,
	    .checks = checks,
	    .now = clock_now(),
	    .bot = TOKEN_INIT,
	    .fix = options->fix,
	    .yes = options->yes,
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

static int print(const char *profile, const struct checklist *checks, const struct options *options, struct error *err)
{
	if (options->json)
		return json_print(checklist_json(profile, checks), stdout, err);
	checklist_print(stdout, profile, checks, terminal_width(stdout));
	return 0;
}

/* A profile that can't be read is the first check, and all there is to say. */
static int check_profile(const char *name, const struct options *options, const struct environ *env, struct error *err)
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
		if (print(name && name_valid(name) ? name : "", &checks, options, &trouble) < 0)
			*err = trouble;
		checklist_release(&checks);
		return -1;
	}
	id = auth.profile.id;
	run(&auth, options, &checks);
	result = print(id, &checks, options, err);
	if (!result && checklist_verdict(&checks, err) < 0)
		result = error_prefix(err, "profile '%s'", id);
	checklist_release(&checks);
	auth_close(&auth);
	return result;
}

int auth_check(int argc, char **argv, const struct environ *env, struct error *err)
{
	static const struct opt_line line = {
	    .usage = "discred auth check [OPTIONS] [PROFILE]",
	    .summary = "Checks with Discord that the token, the bot and the channel are as the profile wants them.",
	    .specs = specs,
	};
	const char *name;
	struct options options = {.json = false};
	int go = opt_parse_one(&line, argc, argv, &options, &name, err);

	if (go > 0 && options.yes && !options.fix)
		return error_set(err, ERROR_USAGE, "option '--yes' goes with '--fix'");
	return go > 0 ? check_profile(name, &options, env, err) : go;
}
