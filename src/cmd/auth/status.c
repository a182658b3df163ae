/*
 * discred auth status: what is stored, without a word to Discord.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/opt.h"
#include "cmd/auth/auth.h"
#include "cmd/auth/status.h"
#include "cmd/auth/store.h"
#include "core/output/json_layout.h"
#include "discred/record.h"
#include "discred/slot.h"
#include "net/seal/sealed.h"

struct options {
	bool all;
	bool online;
	bool json;
};

static const struct opt_spec specs[] = {
    OPT_FLAG('a', "all", struct options, all, "every profile"),
    OPT_FLAG(0, "online", struct options, online, "ask the store too, where the profile's is shared"),
    OPT_FLAG(0, "json", struct options, json, "one JSON object, with --all an array of them"),
    OPT_SPEC_END,
};

static void read_extra(const struct auth *auth, struct status *status)
{
	static const char *const names[] = {"guild", "webhook"};
	char **const ids[] = {&status->guild_id, &status->webhook_id};
	struct buf bytes = BUF_INIT(BUF_REPLY_MAX);
	struct record record = RECORD_INIT;
	struct error err = ERROR_INIT;

	if (!auth->store.ops->load(&auth->store, auth->profile.id, "extra", &bytes, &err) &&
	    !record_parse(&record, &bytes, &err)) {
		for (size_t i = 0; i < ARRAY_LEN(names); i++) {
			const struct buf *value = record_get(&record, names[i]);
			json_t *object = value ? json_parse_object(value) : NULL;

			*ids[i] = json_text(object, "id") ? xstrdup(json_text(object, "id")) : NULL;
			json_decref(object);
		}
	}
	record_release(&record);
	buf_release(&bytes);
}

static void read_backoff(const struct auth *auth, struct status *status)
{
	char *name = status->has_grant ? grant_name(&status->grant) : NULL;
	const struct backoff_key key = {
	    .slot = BACKOFF_GRANT, .profile = &auth->profile, .env = auth->env, .about = name};

	backoff_load(&auth->store, &key, status->now, &status->backoff);
	free(name);
}

/* Who can open it; that the seal is damaged is said where a slot is opened. */
static void read_seal(const struct auth *auth, struct status *status)
{
	struct general seal = GENERAL_INIT;
	struct error ignored = ERROR_INIT;
	enum sealed_state state;
	const char *dir;

	if (!seal_read(&auth->store, &seal, &ignored)) {
		for (size_t i = 0; i < seal.count; i++)
			strings_add(&status->sealed_by, seal.recipient[i].kid);
		status->in_clear = !sealed_look(&auth->store, auth->profile.id, "grant", &state, NULL, &ignored) &&
				   state == SEALED_PLAIN;
		status->tokens = auth->store.ops->tokens(&auth->store, &dir);
	}
	general_release(&seal);
}

/* One that is sealed and can't be opened now is a state: the rest can be told without it. */
static int read_grant(const struct auth *auth, struct status *status, struct error *err)
{
	struct error ignored = ERROR_INIT;
	enum sealed_state state;

	if (!slot_load_grant(&auth->store, auth->profile.id, &status->grant, err)) {
		status->has_grant = true;
	} else if (err->code == ERROR_NONE) {
		return 0;
	} else {
		if (sealed_look(&auth->store, auth->profile.id, "grant", &state, NULL, &ignored) < 0 ||
		    state != SEALED_SEALED)
			return -1;
		status->unopened = *err;
	}
	read_backoff(auth, status);
	return 0;
}

/* What is there and can't be read is an error; what is not there is a state. */
static int read_status(const struct auth *auth, struct status *status, struct error *err)
{
	const char *id = auth->profile.id;

	status->profile = &auth->profile;
	status->away = strcmp(auth->profile.store, STORE_DEFAULT) != 0 && !auth->store.shared;
	status->now = clock_now();
	if (!slot_load_token(&auth->store, id, "token", &status->token, err))
		status->has_token = true;
	else if (err->code != ERROR_NONE)
		return error_prefix(err, "profile '%s'", id);
	error_clear(err);
	if (read_grant(auth, status, err) < 0)
		return error_prefix(err, "profile '%s'", id);
	error_clear(err);
	if (status_read_kept(&auth->store, status, err) < 0)
		return error_prefix(err, "profile '%s'", id);
	read_extra(auth, status);
	read_seal(auth, status);
	error_clear(err);
	return 0;
}

static int judge_grant(const struct status *status, struct error *err)
{
	const struct profile *profile = status->profile;
	const struct grant *grant = &status->grant;

	if (strcmp(grant->client_id, profile->client_id) || strcmp(grant->api_base, profile->api_base)) {
		error_set(err, ERROR_CONFIG,
			  "the stored grant is for client_id '%s' at '%s', the profile says '%s' at '%s'",
			  grant->client_id, grant->api_base, profile->client_id, profile->api_base);
		return error_hint(err, "correct the profile, or run 'discred auth login %s'", profile->id);
	}
	if (status->backoff.kind == BACKOFF_KIND_ENDED) {
		error_set(err, ERROR_DENIED, "the grant was refused");
		return error_hint(err, "run 'discred auth login %s'", profile->id);
	}
	return slot_token_serves(profile, grant->client_id, grant->api_base, grant->scope_asked, err) ? 0 : -1;
}

static int judge_token(const struct profile *profile, const struct token *token, int64_t now, struct error *err)
{
	if (!token_alive(token, now)) {
		error_set(err, token->refused ? ERROR_DENIED : ERROR_NONE, "%s",
			  token->refused ? "Discord refuses the stored token" : "the stored token has expired");
		return error_hint(err, "run 'discred auth login %s'", profile->id);
	}
	return slot_token_serves(profile, token->client_id, token->api_base, token->scope_asked, err) ? 0 : -1;
}

/* What the store has is not known: a token here serves, and without one there is no verdict on the grant. */
static int judge_copy(const struct status *status, struct error *err)
{
	const struct profile *profile = status->profile;

	if (status->has_token && token_alive(&status->token, status->now))
		return judge_token(profile, &status->token, status->now, err);
	error_set(err, ERROR_NONE, "no living token is on this host");
	return error_hint(err, "'discred auth status --online %s' asks store '%s'", profile->id, profile->store);
}

/* The exit status says what to do next, as everywhere: that of 'discred token', as far as this can be told here. */
static int judge(const struct status *status, struct error *err)
{
	const struct profile *profile = status->profile;
	int result;

	if (status->away) {
		result = judge_copy(status, err);
	} else if (status->unopened.code) {
		*err = status->unopened;
		result = -1;
	} else if (status->has_grant) {
		result = judge_grant(status, err);
	} else if (status->has_token) {
		result = judge_token(profile, &status->token, status->now, err);
	} else if (profile_is_bot(profile)) {
		result = 0;
	} else {
		result = status_judge_kept(status, err);
	}
	if (result < 0) {
		error_prefix(err, "profile '%s'", profile->id);
		if (!status->kept_count)
			profile_explain_invitation(profile, err);
	}
	return result;
}

static int print_text(const struct status *status, void *data, struct error *err)
{
	(void)data;
	(void)err;
	status_print(stdout, status);
	return 0;
}

static int print_object(const struct status *status, void *data, struct error *err)
{
	(void)data;
	return json_print(status_json(status), stdout, err);
}

static int print_item(const struct status *status, void *data, struct error *err)
{
	(void)err;
	json_list_add(data, status_json(status));
	return 0;
}

/* Of a shared store, what this host has. */
static int stay_here(struct auth *auth, struct error *err)
{
	if (!auth->store.shared)
		return 0;
	store_close(&auth->store);
	if (!auth_store_open(&auth->store, STORE_DEFAULT, auth->env, &auth->scrub, err))
		return 0;
	auth_close(auth);
	return -1;
}

/* `print` is given what was read, and its data. */
static int status_one(const char *name, const struct environ *env, bool online,
		      int (*print)(const struct status *, void *, struct error *), void *data, bool lenient,
		      struct error *err)
{
	struct status status;
	struct auth auth;
	int result;

	if (auth_open(&auth, name, env, err) < 0 || (!online && stay_here(&auth, err) < 0))
		return -1;
	status_init(&status);
	result = read_status(&auth, &status, err);
	if (!result)
		result = print(&status, data, err);
	if (!result && (status.has_grant || status.unopened.code || status.has_token || !lenient))
		result = judge(&status, err);
	status_release(&status);
	auth_close(&auth);
	return result;
}

struct round {
	const struct environ *env;
	bool online;
	struct json_list *list; /* NULL: text */
};

/* Of all profiles, those that nobody has logged in to are no failure. */
static int status_next(const char *name, void *data, struct error *err)
{
	const struct round *round = data;

	return status_one(name, round->env, round->online, round->list ? print_item : print_text, round->list, true,
			  err);
}

static int status_all(const struct environ *env, bool online, struct json_list *list, struct error *err)
{
	struct round round = {.env = env, .online = online, .list = list};
	struct error trouble = ERROR_INIT;
	int result = auth_all(env, status_next, &round, "something is wrong with", err);

	if (list && json_list_end(list, &trouble) < 0 && !result) {
		*err = trouble;
		result = -1;
	}
	return result;
}

int auth_status(int argc, char **argv, const struct environ *env, struct error *err)
{
	static const struct opt_line line = {
	    .usage = "discred auth status [OPTIONS] [PROFILE | --all]",
	    .summary = "Shows what is stored, without asking Discord.",
	    .specs = specs,
	};
	struct json_list list = {.out = stdout};
	struct options options = {.json = false};
	const char *name;
	int result = opt_parse_one(&line, argc, argv, &options, &name, err);

	if (result <= 0)
		return result;
	if (options.all && name)
		return error_set(err, ERROR_USAGE, "option '--all' goes without a profile");
	json_wipe_on_free();
	if (options.all)
		return status_all(env, options.online, options.json ? &list : NULL, err);
	return status_one(name, env, options.online, options.json ? print_object : print_text, NULL, false, err);
}
