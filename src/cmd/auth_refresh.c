#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include "auth.h"
#include "discred/clock.h"
#include "discred/opt.h"

enum { OPT_ALL = OPT_FIRST, OPT_FORCE, OPT_MIN_VALID, OPT_RECORD, OPT_BEGUN };

static const struct opt_spec specs[] = {
    {OPT_ALL, 'a', "all", NULL, "every profile that has been logged in to"},
    {OPT_FORCE, 'f', "force", NULL, "renew a fresh token too, and in spite of an earlier failure"},
    {OPT_MIN_VALID, 0, "min-valid", "SECONDS", "demand a token with that much time left"},
    {OPT_RECORD, 0, "record", NULL, "answer with one record on stdout (for discred itself)"},
    {OPT_BEGUN, 0, "begun", "SECONDS", "take what was renewed since that Unix time (for discred itself)"},
    OPT_SPEC_END,
};

struct wish {
	bool all;
	bool force;
	bool record;
	long min_valid; /* -1: the profile's */
	long begun;     /* -1: now */
};

static void print_line(const struct auth *auth, const struct token *token, bool renewed)
{
	char relative[CLOCK_TEXT];

	clock_relative(token->expires, clock_now(), relative);
	printf("profile '%s': %s, expires %s\n", auth->profile.id, renewed ? "renewed" : "still fresh",
	       token->expires ? relative : "never");
}

static int refresh_one(const struct wish *wish, const char *name, const struct environ *env, struct error *err)
{
	struct token token = TOKEN_INIT;
	enum source_result result;
	struct renewal renewal;
	struct auth auth;
	bool renewed;
	int done = 0;

	if (auth_open(&auth, name, env, err) < 0)
		return -1;
	renewal = auth_renewal(&auth, wish->min_valid, wish->begun);
	renewal.force = wish->force;
	result = renewal_run(&renewal, &token, &renewed, err);
	if (wish->record) {
		struct error reason = *err;

		error_clear(err);
		done = auth_print_answer(result, &token, &reason, err);
	} else if (result == SOURCE_OK) {
		print_line(&auth, &token, renewed);
	} else {
		done = error_prefix(err, "profile '%s'", auth.profile.id);
	}
	token_release(&token);
	auth_close(&auth);
	return done;
}

/* Every profile is tried; the worst that happened is the answer, profiles without a grant are none of it. */
static int refresh_all(const struct wish *wish, const struct environ *env, struct error *err)
{
	struct strings names = STRINGS_INIT;
	struct error first = ERROR_INIT;
	size_t failed = 0;

	if (profile_list(env, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.count; i++) {
		struct error trouble = ERROR_INIT;

		if (!refresh_one(wish, names.item[i], env, &trouble) || trouble.code == ERROR_NONE)
			continue;
		error_report(stderr, program_invocation_short_name, &trouble);
		if (!failed++)
			first = trouble;
	}
	if (failed)
		error_set(err, first.code, "%zu of %zu profiles could not be renewed", failed, names.count);
	if (failed)
		error_hint(err, "see the lines above");
	strings_release(&names);
	return failed ? -1 : 0;
}

int auth_refresh(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct wish wish = {.min_valid = -1, .begun = -1};
	const char *name;
	struct opt opt;
	int id;

	opt_init(&opt, specs, argc, argv);
	while ((id = opt_next(&opt, err)) > 0) {
		if (id == OPT_HELP) {
			opt_print_help(stdout, "discred auth refresh [OPTIONS] [PROFILE | --all]",
				       "Renews the access token when it has too little time left.", specs);
			return 0;
		}
		wish.all = wish.all || id == OPT_ALL;
		wish.force = wish.force || id == OPT_FORCE;
		wish.record = wish.record || id == OPT_RECORD;
		if (id == OPT_MIN_VALID && opt_number(&opt, "min-valid", 0, 604800, &wish.min_valid, err) < 0)
			return -1;
		if (id == OPT_BEGUN && opt_number(&opt, "begun", 0, LONG_MAX, &wish.begun, err) < 0)
			return -1;
	}
	if (id < 0)
		return -1;
	name = opt_argument(&opt);
	if (opt_finish(&opt, err) < 0)
		return -1;
	if (wish.all && (name || wish.record))
		return error_set(err, ERROR_USAGE, "option '--all' goes with neither a profile nor '--record'");
	return wish.all ? refresh_all(&wish, env, err) : refresh_one(&wish, name, env, err);
}
