#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/opt.h"
#include "cmd/auth/auth.h"
#include "discred/slot.h"

enum { OPT_ALL = OPT_FIRST, OPT_FORCE, OPT_MIN_VALID, OPT_RECORD, OPT_BEGUN, OPT_GO_AHEAD };

static const struct opt_spec specs[] = {
    {OPT_ALL, 'a', "all", NULL, "every profile that has been logged in to"},
    {OPT_FORCE, 'f', "force", NULL, "renew a fresh token too, and in spite of an earlier failure"},
    {OPT_MIN_VALID, 0, "min-valid", "SECONDS", "demand a token with that much time left"},
    {OPT_RECORD, 0, "record", NULL, "answer with one record on stdout (for discred itself)"},
    {OPT_BEGUN, 0, "begun", "SECONDS", "take what was renewed since that Unix time (for discred itself)"},
    {OPT_GO_AHEAD, 0, "go-ahead", NULL, "take a byte from stdin before anything is sent (for discred itself)"},
    OPT_SPEC_END,
};

struct wish {
	bool all;
	bool force;
	bool record;
	bool go_ahead;
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

static int refresh(const struct wish *wish, const struct auth *auth, unsigned *refusals, struct error *err)
{
	struct renewal renewal = auth_renewal(auth, wish->min_valid, wish->begun);
	struct token token = TOKEN_INIT;
	enum source_result result;
	bool renewed;
	int done = 0;

	renewal.force = wish->force;
	renewal.why = wish->all ? RENEWAL_ALL : wish->record ? RENEWAL_CALL : RENEWAL_PERSON;
	renewal.refusals = refusals;
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
	result = refresh(wish, &auth, NULL, err);
	auth_close(&auth);
	return result;
}

/* Discord bans an address that makes 10,000 invalid requests in ten minutes: a server that refuses so many is left
 * alone. */
enum { REFUSALS_MAX = 50 };

struct server {
	char *api_base;
	unsigned refusals; /* answers of 401 */
};

struct round {
	const struct wish *wish;
	const struct environ *env;
	size_t done; /* renewed, or fresh still */
	struct server *server;
	size_t servers;
};

static struct server *find_server(struct round *round, const char *api_base)
{
	for (size_t i = 0; i < round->servers; i++)
		if (!strcmp(round->server[i].api_base, api_base))
			return &round->server[i];
	round->server = xgrow(round->server, round->servers, sizeof(*round->server));
	round->server[round->servers] = (struct server){.api_base = xstrdup(api_base)};
	return &round->server[round->servers++];
}

static void release_servers(struct round *round)
{
	for (size_t i = 0; i < round->servers; i++)
		free(round->server[i].api_base);
	free(round->server);
}

static int refresh_at(struct round *round, const struct auth *auth, struct error *err)
{
	struct server *server = find_server(round, auth->profile.api_base);

	if (server->refusals < REFUSALS_MAX)
		return refresh(round->wish, auth, &server->refusals, err);
	return error_set(err, ERROR_TEMP, "profile '%s': skipped, for '%s' has answered 401 to %d others",
			 auth->profile.id, server->api_base, REFUSALS_MAX);
}

static int refresh_next(const char *name, void *data, struct error *err)
{
	struct round *round = data;
	struct auth auth;
	bool there;
	int result;

	if (auth_open(&auth, name, round->env, err) < 0)
		return -1;
	/* Where nobody has logged in there is nothing to renew, and nothing to complain about. */
	result = slot_has_login(&auth.store, auth.profile.id, &there, err);
	if (result)
		error_prefix(err, "profile '%s'", auth.profile.id);
	else if (there)
		result = refresh_at(round, &auth, err);
	round->done += !result && there;
	auth_close(&auth);
	return result;
}

static int refresh_all(const struct wish *wish, const struct environ *env, struct error *err)
{
	struct round round = {.wish = wish, .env = env};
	int result = auth_all(env, refresh_next, &round, "could not renew", err);

	release_servers(&round);

	if (!result && !round.done)
		printf("nothing to renew: no profile has been logged in to\n");
	return result;
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
		wish.go_ahead = wish.go_ahead || id == OPT_GO_AHEAD;
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
