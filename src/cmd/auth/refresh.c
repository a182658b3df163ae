#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/opt.h"
#include "cmd/auth/auth.h"
#include "cmd/auth/refresh_all.h"
#include "cmd/auth/store.h"

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

static const struct opt_spec specs[] = {
    OPT_FLAG('a', "all", struct wish, all, "every profile that has been logged in to"),
    OPT_NUMBER('j', "jobs", "N", 1, REFRESH_JOBS_MAX, struct wish, jobs, "with --all, so many at a time instead of 8"),
    OPT_FLAG('f', "force", struct wish, force, "renew a fresh token too, and in spite of an earlier failure"),
    OPT_NUMBER(0, "min-valid", "SECONDS", 0, 604800, struct wish, min_valid, "demand a token with that much time left"),
    OPT_FLAG(0, "record", struct wish, record, "answer with one record on stdout (for discred itself)"),
    OPT_NUMBER(0, "begun", "SECONDS", 0, LONG_MAX, struct wish, begun,
	       "take what was renewed since that Unix time (for discred itself)"),
    OPT_FLAG(0, "go-ahead", struct wish, go_ahead,
	     "take a byte from stdin before anything is sent (for discred itself)"),
    OPT_NUMBER(0, "patience", "SECONDS", 0, 86400, struct wish, patience,
	       "wait no longer for a rate limit (for discred itself)"),
    OPT_SPEC_END,
};

static const struct opt_line line = {
    .usage = "discred auth refresh [OPTIONS] [PROFILE | --all]",
    .summary = "Renews the access token when it has too little time left.",
    .specs = specs,
};

static void print_line(const struct auth *auth, const struct token *token, bool renewed)
{
	char relative[CLOCK_TEXT];

	clock_relative(token->expires, clock_now(), relative);
	printf("profile '%s': %s, expires %s\n", auth->profile.id, renewed ? "renewed" : "still fresh",
	       token->expires ? relative : "never");
}

static void forget_note(const struct auth *auth)
{
	struct error err = ERROR_INIT;

	if (auth_note_left(&auth->store, auth->profile.id, false, &err) < 0)
		log_warn("profile '%s': %s", auth->profile.id, err.text);
}

static int refresh(const struct wish *wish, const struct auth *auth, struct renewal_contact *contact, struct error *err)
{
	struct renewal renewal = auth_renewal(auth, wish->min_valid, wish->begun);
	struct token token = TOKEN_INIT;
	enum source_result result;
	bool renewed = false;
	int done = 0;

	renewal.force = wish->force;
	renewal.why = wish->all ? RENEWAL_ALL : wish->record ? RENEWAL_CALL : RENEWAL_PERSON;
	renewal.contact = contact;
	if (wish->go_ahead)
		renewal.go_ahead = STDIN_FILENO;
	if (auth->store.shared && !wish->force && auth_has_left(&auth->store, auth->profile.id)) {
		result = SOURCE_SKIP;
		error_set(err, ERROR_NONE, "this host is logged out");
		error_hint(err, "run 'discred auth refresh --force %s' to use what store '%s' has, or log in",
			   auth->profile.id, auth->profile.store);
	} else {
		result = renewal_run(&renewal, &token, &renewed, err);
	}
	if (auth->store.shared && result == SOURCE_OK && wish->force)
		forget_note(auth);
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
	int result = opt_parse_one(&line, argc, argv, &wish, &name, err);

	if (result <= 0)
		return result;
	if (wish.all && (name || wish.record))
		return error_set(err, ERROR_USAGE, "option '--all' goes with neither a profile nor '--record'");
	if (wish.jobs && !wish.all)
		return error_set(err, ERROR_USAGE, "option '--jobs' goes with '--all'");
	return wish.all ? refresh_all(&wish, env, err) : refresh_one(&wish, name, env, err);
}
