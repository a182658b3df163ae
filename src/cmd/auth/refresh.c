#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/opt.h"
#include "cmd/auth/auth.h"
#include "cmd/auth/refresh_all.h"

enum { OPT_ALL = OPT_FIRST, OPT_FORCE, OPT_MIN_VALID, OPT_RECORD, OPT_BEGUN, OPT_GO_AHEAD, OPT_JOBS, OPT_PATIENCE };

static const struct opt_spec specs[] = {
    {OPT_ALL, 'a', "all", NULL, "every profile that has been logged in to"},
    {OPT_JOBS, 'j', "jobs", "N", "with --all, so many at a time instead of 8"},
    {OPT_FORCE, 'f', "force", NULL, "renew a fresh token too, and in spite of an earlier failure"},
    {OPT_MIN_VALID, 0, "min-valid", "SECONDS", "demand a token with that much time left"},
    {OPT_RECORD, 0, "record", NULL, "answer with one record on stdout (for discred itself)"},
    {OPT_BEGUN, 0, "begun", "SECONDS", "take what was renewed since that Unix time (for discred itself)"},
    {OPT_GO_AHEAD, 0, "go-ahead", NULL, "take a byte from stdin before anything is sent (for discred itself)"},
    {OPT_PATIENCE, 0, "patience", "SECONDS", "wait no longer for a rate limit (for discred itself)"},
    OPT_SPEC_END,
};

struct wish {
	bool all;
	bool force;
	bool record;
	bool go_ahead;
	long min_valid; /* -1: the profile's */
	long begun;     /* -1: now */
	long patience;  /* seconds; -1: as long as http.h says */
	long jobs;      /* 0: not given */
};

static void print_line(const struct auth *auth, const struct token *token, bool renewed)
{
	char relative[CLOCK_TEXT];

	clock_relative(token->expires, clock_now(), relative);
	printf("profile '%s': %s, expires %s\n", auth->profile.id, renewed ? "renewed" : "still fresh",
	       token->expires ? relative : "never");
}

static int refresh(const struct wish *wish, const struct auth *auth, struct renewal_contact *contact, struct error *err)
{
	struct renewal renewal = auth_renewal(auth, wish->min_valid, wish->begun);
	struct token token = TOKEN_INIT;
	enum source_result result;
	bool renewed;
	int done = 0;

	renewal.force = wish->force;
	renewal.why = wish->all ? RENEWAL_ALL : wish->record ? RENEWAL_CALL : RENEWAL_PERSON;
	renewal.contact = contact;
	if (wish->go_ahead)
		renewal.go_ahead = STDIN_FILENO;
	result = renewal_run(&renewal, &token, &renewed, err);
	if (wish->record) {
		struct error reason = *err;

		error_clear(err);
		done = auth_print_answer(result, &token, &reason, err);
	} else if (result == SOURCE_OK) {
		print_line(auth, &token, renewed);
	} else {
		done = error_prefix(err, "profile '%s'", auth->profile.id);
		profile_explain_invitation(&auth->profile, err);
	}
	token_release(&token);
	return done;
}

static int refresh_one(const struct wish *wish, const char *name, const struct environ *env, struct error *err)
{
	struct auth auth;
	int result;

	if (auth_open(&auth, name, env, err) < 0)
		return -1;
	if (wish->patience >= 0)
		auth.http.patience_ms = wish->patience * 1000;
	result = refresh(wish, &auth, NULL, err);
	auth_close(&auth);
	return result;
}

static int refresh_next(const void *data, const struct auth *auth, struct renewal_contact *contact, struct error *err)
{
	return refresh(data, auth, contact, err);
}

static int refresh_all(const struct wish *wish, const struct environ *env, struct error *err)
{
	const struct refresh_all all = {
	    .env = env, .jobs = wish->jobs ? (int)wish->jobs : REFRESH_JOBS, .refresh = refresh_next, .data = wish};

	return refresh_all_run(&all, err);
}

int auth_refresh(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct wish wish = {.min_valid = -1, .begun = -1, .patience = -1};
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
		wish.go_ahead = wish.go_ahead || id == OPT_GO_AHEAD;
		if (id == OPT_MIN_VALID && opt_number(&opt, "min-valid", 0, 604800, &wish.min_valid, err) < 0)
			return -1;
		if (id == OPT_BEGUN && opt_number(&opt, "begun", 0, LONG_MAX, &wish.begun, err) < 0)
			return -1;
		if (id == OPT_PATIENCE && opt_number(&opt, "patience", 0, 86400, &wish.patience, err) < 0)
			return -1;
		if (id == OPT_JOBS && opt_number(&opt, "jobs", 1, REFRESH_JOBS_MAX, &wish.jobs, err) < 0)
			return -1;
	}
	if (id < 0)
		return -1;
	name = opt_argument(&opt);
	if (opt_finish(&opt, err) < 0)
		return -1;
	if (wish.all && (name || wish.record))
		return error_set(err, ERROR_USAGE, "option '--all' goes with neither a profile nor '--record'");
	if (wish.jobs && !wish.all)
		return error_set(err, ERROR_USAGE, "option '--jobs' goes with '--all'");
	return wish.all ? refresh_all(&wish, env, err) : refresh_one(&wish, name, env, err);
}
