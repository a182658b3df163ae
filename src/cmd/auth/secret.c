/*
 * The slot `secret`: what a profile's { stored = true } refers to. Set and erased for `discred profile`, which has no
 * part in how it is kept: the value comes on stdin, the answer is one record on stdout, as of auth_answer.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/path.h"
#include "base/signals.h"
#include "cmd/auth/auth.h"
#include "cmd/auth/store.h"
#include "core/slot/backoff.h"
#include "core/slot/bot_token.h"
#include "discred/profile.h"
#include "discred/record.h"
#include "discred/secret.h"
#include "discred/slot.h"

struct wish {
	const char *key;
	const char *profile;
	bool erase;
	bool new;
};

static const struct opt_spec specs[] = {
    OPT_FLAG(0, "erase", struct wish, erase, "remove what is kept instead"),
    OPT_FLAG(0, "new", struct wish, new, "for a profile that is not there yet"),
    OPT_SPEC_END,
};

static const struct opt_line line = {
    .usage = "discred auth secret [OPTIONS] KEY PROFILE",
    .summary =
	"Keeps the secret that is given on stdin, for { stored = true } (for discred itself; see 'discred profile "
	"set-secret').",
    .specs = specs,
};

static int read_value(const char *key, struct buf *value, struct error *err)
{
	if (isatty(STDIN_FILENO)) {
		error_set(err, ERROR_USAGE, "the value is read from stdin, which is a terminal");
		return error_hint(err, "run 'discred profile set-secret'");
	}
	if (file_read(STDIN_FILENO, "stdin", value, err) < 0 && err->code != ERROR_CONFIG)
		return error_prefix(err, "%s", key);
	return secret_take_line(key, value, err);
}

/* The values that are kept. A damaged record is set aside: perhaps a person can read the other value in it. */
static int load(const struct store *store, const char *profile, struct record *record, struct error *err)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	int result = store->ops->load(store, profile, "secret", &bytes, err);

	if (result < 0 && err->code == ERROR_NONE) {
		error_clear(err);
		result = 0;
	} else if (!result && record_parse(record, &bytes, err) < 0) {
		record_release(record);
		if (record_is_newer(&bytes)) {
			result = error_prefix(err, "what is stored for profile '%s'", profile);
		} else {
			log_warn("what was stored for profile '%s' is damaged (%s); it is kept as '.%s.secret.damaged'",
				 profile, err->text, profile);
			error_clear(err);
			result = store->ops->set_aside(store, profile, "secret", STORE_SLOT, err);
		}
	}
	buf_release(&bytes);
	return result;
}

/* All but the key's. */
static int copy_others(const struct record *old, const char *key, struct record *record, struct error *err)
{
	int result = 0;

	for (size_t i = 0; i < old->count && !result; i++) {
		const struct record_item *item = &old->item[i];

		if (strcmp(item->key, key) != 0)
			result = record_add(record, item->key, buf_text(&item->value), item->value.len, err);
	}
	return result;
}

static int save(const struct store *store, const char *profile, const struct record *record, struct error *err)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	sigset_t before;
	int result = 0;

	/* A sibling that is left half-way would hold a secret until the next one is set. */
	signals_hold(&before);
	if (!record->count)
		result = store->ops->erase(store, profile, "secret", err);
	else if (!record_format(record, &bytes, err))
		result = store->ops->save(store, profile, "secret", &bytes, err);
	else
		result = -1;
	signals_release(&before);
	buf_release(&bytes);
	return result;
}

/* value NULL: the key is erased. */
static enum source_result change(const struct store *store, const struct wish *wish, const struct buf *value,
				 struct error *err)
{
	struct record old = RECORD_INIT;
	struct record record = RECORD_INIT;
	enum source_result answer = SOURCE_PASS;
	int result = load(store, wish->profile, &old, err);

	if (!result && !value && !record_get(&old, wish->key)) {
		error_set(err, ERROR_NONE, "no %s is stored for profile '%s'", wish->key, wish->profile);
		answer = SOURCE_SKIP;
	}
	if (!result)
		result = copy_others(&old, wish->key, &record, err);
	if (!result && value)
		result = record_add(&record, wish->key, buf_text(value), value->len, err);
	/* Where nothing was there, a killed writer may have left something all the same. */
	if (!result)
		result = save(store, wish->profile, &record, err);
	record_release(&old);
	record_release(&record);
	return result ? SOURCE_FAIL : answer;
}

/* Secrets need a profile, else no list shows them. Only erasing and making a profile work without one. */
static int check_profile(const struct wish *wish, const struct environ *env, struct error *err)
{
	char *path = NULL;
	int result = wish->erase ? 0 : profile_locate(wish->profile, env, &path, err);

	if (wish->new && !result) {
		result = error_set(err, ERROR_CONFIG, "profile '%s' exists already", wish->profile);
	} else if (wish->new && err->code == ERROR_NONE) {
		error_clear(err);
		result = 0;
	}
	free(path);
	return result;
}

static enum source_result keep(const struct wish *wish, const struct environ *env, const struct buf *value,
			       struct error *err)
{
	enum source_result result = SOURCE_FAIL;
	char *name = auth_store_of(wish->profile, env);
	struct store store;
	struct store_hold hold;
	int opened = auth_store_open(&store, name, env, NULL, err);
	bool first = false;

	free(name);
	if (opened < 0)
		return result;
	if (!slot_lock(&store, wish->profile, &hold, err)) {
		first = !auth_stores_secrets(&store);
		if (!check_profile(wish, env, err))
			result = change(&store, wish, value, err);
		if (result == SOURCE_PASS)
			bot_token_forget(&store, wish->profile);
		/* What was refused with the old value may succeed with the new one. */
		if (result == SOURCE_PASS)
			backoff_clear(&store, &hold, wish->profile, NULL);
		store.ops->unlock(&hold);
	}
	if (first && value && result == SOURCE_PASS)
		auth_suggest_seal(&store, env);
	store_close(&store);
	return result;
}

static int answer(const struct wish *wish, const struct environ *env, struct error *err)
{
	struct buf value = BUF_INIT(BUF_TOKEN_MAX);
	struct error reason = ERROR_INIT;
	const struct token none = TOKEN_INIT;
	enum source_result result = SOURCE_FAIL;

	if (wish->erase || !read_value(wish->key, &value, &reason))
		result = keep(wish, env, wish->erase ? NULL : &value, &reason);
	buf_release(&value);
	return auth_print_answer(result, &none, &reason, err);
}

/* An argument may be a secret that somebody took for one of these: none is repeated. */
static int check(const struct wish *wish, struct opt_arguments *arguments, struct error *err)
{
	if (!wish->key || !secret_is_key(wish->key))
		return error_set(err, ERROR_USAGE, "the key must be 'client_secret' or 'bot_token'");
	if (!wish->profile || !name_valid(wish->profile))
		return error_set(err, ERROR_USAGE, "the second argument must be the name of a profile");
	if (opt_argument(arguments))
		return error_set(err, ERROR_USAGE, "there are more than two arguments");
	return 0;
}

int auth_secret(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct wish wish = {.erase = false};
	struct opt_arguments arguments;
	int result = opt_parse(&line, argc, argv, &wish, &arguments, err);

	if (result <= 0)
		return result;
	wish.key = opt_argument(&arguments);
	wish.profile = opt_argument(&arguments);
	return check(&wish, &arguments, err) < 0 ? -1 : answer(&wish, env, err);
}
