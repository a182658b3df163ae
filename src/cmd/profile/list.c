/*
 * discred profile list: every profile there is, and what it may be expected to answer with. One that cannot be loaded
 * is a row like the others: it is what the list is looked at for.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/opt.h"
#include "cmd/profile/profile.h"
#include "cmd/profile/token_state.h"
#include "core/output/json_layout.h"
#include "core/output/table.h"

struct options {
	bool json;
};

static const struct opt_spec specs[] = {
    OPT_FLAG(0, "json", struct options, json, "a JSON array of objects"),
    OPT_SPEC_END,
};

struct listing {
	const struct environ *env;
	const struct store *store; /* NULL: there is no place for one */
	const char *usual;         /* the default profile, NULL: there is none */
	int64_t now;
	size_t broken;
	struct json_list *json; /* NULL: rows are wanted */
	struct table *table;
};

static json_t *token_json(const struct token_state *state, int64_t now)
{
	bool stored = state->expires != 0;

	return json_pack("{s:s, s:s?, s:o, s:I, s:b, s:o}", "state", token_state_name(state->kind), "source",
			 state->source, "expires_at", json_time(state->expires), "expires_in",
			 (json_int_t)(stored && state->expires > now ? state->expires - now : 0), "renewable",
			 state->renewable, "reason",
			 token_state_has_reason(state->kind) ? json_lenient(state->why.text) : json_null());
}

static json_t *scopes_json(const struct strings *scopes)
{
	json_t *array = json_array();

	for (size_t i = 0; i < scopes->count; i++)
		json_array_append_new(array, json_lenient(scopes->item[i]));
	return array;
}

static void add_row(struct listing *listing, const char *id, const char *description, const char *scopes,
		    const char *token, enum style style)
{
	bool usual = listing->usual && !strcmp(listing->usual, id);

	char *name = xasprintf("%s %s", usual ? "*" : " ", id);

	table_row(listing->table);
	table_cell(listing->table, STYLE_PLAIN, name);
	table_cell(listing->table, STYLE_PLAIN, description);
	table_cell(listing->table, STYLE_FAINT, scopes);
	table_cell(listing->table, style, token);
	free(name);
}

static enum style style_of(const struct token_state *state)
{
	switch (state->kind) {
	case TOKEN_STATE_VALID:
	case TOKEN_STATE_BOT:
		return STYLE_GOOD;
	case TOKEN_STATE_INVITATION:
	case TOKEN_STATE_DEMAND:
		return STYLE_PLAIN;
	case TOKEN_STATE_UNSAFE:
		return STYLE_BAD;
	default:
		return state->renewable ? STYLE_PLAIN : STYLE_WARN;
	}
}

static void add_object(struct listing *listing, const char *id, json_t *rest)
{
	json_t *object =
	    json_pack("{s:s, s:b}", "profile", id, "default", listing->usual && !strcmp(listing->usual, id));

	json_object_update(object, rest);
	json_decref(rest);
	json_list_add(listing->json, object);
}

static void add_good(struct listing *listing, const struct profile *profile)
{
	struct token_state state = {.kind = TOKEN_STATE_UNSAFE};
	struct buf words = BUF_INIT(1024);
	char *scopes = profile_scope(profile);
	/* A label that says more than the name stands in for a description. */
	bool label = !*profile->description && strcmp(profile->name, profile->id) != 0;

	error_set(&state.why, ERROR_SYS, "there is no place to store anything");
	if (listing->store)
		token_state_read(profile, listing->store, listing->now, &state);
	token_state_words(&state, listing->now, &words);
	if (listing->json)
		add_object(listing, profile->id,
			   json_pack("{s:o, s:o, s:o, s:o, s:o, s:n}", "name", json_lenient(profile->name),
				     "description", json_lenient(profile->description), "path",
				     json_lenient(profile->path), "scopes", scopes_json(&profile->scope), "token",
				     token_json(&state, listing->now), "error"));
	else
		add_row(listing, profile->id, label ? profile->name : profile->description, scopes, buf_text(&words),
			style_of(&state));
	buf_release(&words);
	free(scopes);
}

/* "FILE.cfg:LINE:COLUMN: MESSAGE" without the directories, which push what matters out of sight. */
static char *place_of(const struct diagnostics *list, const struct error *err)
{
	const char *name = list->path ? strrchr(list->path, '/') : NULL;

	if (!list->count || !name)
		return xstrdup(err->text);
	if (!list->item[0].at.line)
		return xasprintf("%s: %s", name + 1, list->item[0].message);
	return xasprintf("%s:%u:%u: %s", name + 1, list->item[0].at.line, list->item[0].at.column,
			 list->item[0].message);
}

static void add_broken(struct listing *listing, const char *id, const struct diagnostics *list, const struct error *err)
{
	char *place = place_of(list, err);

	listing->broken++;
	if (listing->json)
		add_object(listing, id,
			   json_pack("{s:n, s:n, s:o, s:n, s:n, s:o}", "name", "description", "path",
				     list->path ? json_lenient(list->path) : json_null(), "scopes", "token", "error",
				     json_lenient(err->text)));
	else
		add_row(listing, id, place, "", "has errors", STYLE_BAD);
	free(place);
}

static void add_profile(struct listing *listing, const char *id)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;

	if (!profile_load(&profile, id, listing->env, &source_table, &list, &err)) {
		add_good(listing, &profile);
		profile_release(&profile);
	} else {
		add_broken(listing, id, &list, &err);
	}
	diagnostics_release(&list);
}

void profile_tell_skipped(const struct environ *env)
{
	struct strings reasons = STRINGS_INIT;

	profile_list_skipped(env, &reasons);
	for (size_t i = 0; i < reasons.count; i++)
		log_warn("%s", reasons.item[i]);
	strings_release(&reasons);
}

static int list_all(struct listing *listing, struct error *err)
{
	struct strings names = STRINGS_INIT;
	int result = profile_list(listing->env, &names, err);

	for (size_t i = 0; i < names.count && !result; i++)
		add_profile(listing, names.item[i]);
	if (!result && listing->json)
		result = json_list_end(listing->json, err);
	else if (!result)
		table_print(listing->table, stdout);
	profile_tell_skipped(listing->env);
	if (!result && !names.count)
		log_note("there is no profile yet");
	else if (!result && listing->broken)
		log_note("%zu profile%s errors: 'discred profile check --all' shows them", listing->broken,
			 listing->broken == 1 ? " has" : "s have");
	strings_release(&names);
	return result;
}

/* Which is the default is worth knowing, but a config.cfg with mistakes does not hide the profiles. */
static char *find_usual(const struct environ *env)
{
	struct error err = ERROR_INIT;
	char *usual = NULL;

	if (profile_pick(NULL, env, stderr, &usual, &err) < 0 && err.code != ERROR_NONE && err.code != ERROR_USAGE)
		log_warn("%s", err.text);
	return usual;
}

static int list(const struct environ *env, bool json, struct error *err)
{
	static const struct table_column columns[] = {
	    {.title = "  NAME"},
	    {.title = "DESCRIPTION", .wraps = true},
	    {.title = "SCOPES", .wraps = true},
	    {.title = "TOKEN", .wraps = true},
	    {.title = NULL},
	};
	struct json_list array = {.out = stdout};
	struct listing listing = {
	    .env = env, .now = clock_now(), .json = json ? &array : NULL, .table = table_new(columns)};
	struct error no_store = ERROR_INIT;
	char *usual = find_usual(env);
	struct store store;
	int result;

	json_wipe_on_free();
	listing.usual = usual;
	listing.store = store_open(&store, &store_table, STORE_DEFAULT, env, &no_store) < 0 ? NULL : &store;
	result = list_all(&listing, err);
	if (listing.store)
		store_close(&store);
	table_free(listing.table);
	free(usual);
	return result;
}

int profile_list_all(int argc, char **argv, const struct environ *env, struct error *err)
{
	static const struct opt_line line = {
	    .usage = "discred profile list [OPTIONS]",
	    .summary = "Lists the profiles; '*' marks the default. One with mistakes is listed too, and is no failure.",
	    .specs = specs,
	};
	struct options options = {.json = false};
	int go = opt_parse_one(&line, argc, argv, &options, NULL, err);

	return go > 0 ? list(env, options.json, err) : go;
}
