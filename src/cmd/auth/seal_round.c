/* The round over everything that is stored. At every moment each slot can be opened with what is on disk. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/opt.h"
#include "base/signals.h"
#include "cmd/auth/auth.h"
#include "cmd/auth/seal.h"
#include "discred/record.h"
#include "discred/slot.h"

void sealing_each_profile(const struct environ *env, void (*visit)(const struct profile *profile, void *data),
			  void *data)
{
	struct strings names = STRINGS_INIT;
	struct error ignored = ERROR_INIT;

	if (profile_list(env, &names, &ignored) < 0)
		strings_release(&names);
	for (size_t i = 0; i < names.count; i++) {
		struct diagnostics list = DIAGNOSTICS_INIT;
		struct profile profile;

		if (!profile_load(&profile, names.item[i], env, &source_table, &list, &ignored)) {
			visit(&profile, data);
			profile_release(&profile);
		}
		diagnostics_release(&list);
	}
	strings_release(&names);
}

static void add_variables(const struct profile *profile, void *variables)
{
	profile_secret_variables(profile, variables);
}

/* The lock's owner may be waiting for Discord. */
static int lock_seal(const struct store *store, struct store_hold *hold, struct error *err)
{
	if (!store->ops->seal_lock(store, STORE_EXCLUSIVE, 0, hold, err))
		return 0;
	if (err->code != ERROR_TEMP)
		return -1;
	log_note("waiting: %s", err->text);
	error_clear(err);
	return store->ops->seal_lock(store, STORE_EXCLUSIVE, SLOT_LOCK_MS, hold, err);
}

static int begin(struct sealing *sealing, const struct environ *env, const char *store, struct error *err)
{
	*sealing = (struct sealing){.env = env, .seal = GENERAL_INIT, .lock = STORE_HOLD_INIT};
	sealing_each_profile(env, add_variables, &sealing->scrub);
	sealing->access = auth_seal_access(env, &sealing->scrub);
	sealing->keys = seal_keys_new();
	if (auth_store_open(&sealing->store, store, env, &sealing->scrub, err) < 0 ||
	    lock_seal(&sealing->store, &sealing->lock, err) < 0)
		return -1;
	sealing->sealed = !seal_read(&sealing->store, &sealing->seal, err);
	if (!sealing->sealed && err->code != ERROR_NONE)
		return -1;
	error_clear(err);
	return 0;
}

/* After a failure of begin, too. */
static void end(struct sealing *sealing)
{
	if (sealing->store.ops)
		sealing->store.ops->unlock(&sealing->lock);
	store_close(&sealing->store);
	general_release(&sealing->seal);
	seal_keys_free(sealing->keys);
	strings_release(&sealing->scrub);
}

static void note_name(struct strings *names, const char *name)
{
	if (!strings_have(names, name))
		strings_add(names, name);
}

static void note_store(const struct profile *profile, void *names)
{
	note_name(names, profile->store);
}

int sealing_each_store(const struct environ *env, const char *only,
		       int (*change)(struct sealing *sealing, void *data, struct error *err), void *data,
		       struct error *err)
{
	struct strings names = STRINGS_INIT;
	struct error first = ERROR_INIT;
	size_t unsealed = 0;

	strings_add(&names, only ? only : STORE_DEFAULT);
	if (!only)
		sealing_each_profile(env, note_store, &names);
	for (size_t i = 0; i < names.count; i++) {
		struct sealing sealing;
		int result = begin(&sealing, env, names.item[i], err);

		if (names.count > 1)
			printf("store '%s':\n", names.item[i]);
		if (!result)
			result = change(&sealing, data, err);
		end(&sealing);
		if (result && names.count > 1)
			error_prefix(err, "store '%s'", names.item[i]);
		unsealed += result && err->code == ERROR_NONE;
		if (result && (!first.code || (first.code == ERROR_NONE && err->code != ERROR_NONE)))
			first = *err;
		error_clear(err);
	}
	if (first.code == ERROR_NONE && unsealed < names.count)
		error_clear(&first);
	*err = first;
	strings_release(&names);
	return first.code ? -1 : 0;
}

struct verb_options {
	const char *store; /* NULL: all */
};

int sealing_verb(int argc, char **argv, const struct environ *env, const char *usage, const char *about,
		 int (*change)(struct sealing *sealing, void *unused, struct error *err), struct error *err)
{
	static const struct opt_spec specs[] = {
	    OPT_TEXT(0, "store", "NAME", struct verb_options, store,
		     "this store (the user's files and all that profiles name)"),
	    OPT_SPEC_END,
	};
	const struct opt_line line = {.usage = usage, .summary = about, .specs = specs};
	struct verb_options options = {.store = NULL};
	int result = opt_parse_one(&line, argc, argv, &options, NULL, err);

	return result > 0 ? sealing_each_store(env, options.store, change, NULL, err) : result;
}

void sealing_round_release(struct sealing_round *round)
{
	strings_release(&round->grants);
	strings_release(&round->client_secrets);
	strings_release(&round->bot_tokens);
	strings_release(&round->extras);
}

/* Remembers what a slot that is plain has in it. What is damaged has nothing that anybody could name. */
static void note_plain(const struct store *store, const char *profile, const char *slot, struct sealing_round *round)
{
	struct buf bytes = BUF_INIT(BUF_REPLY_MAX);
	struct record record = RECORD_INIT;
	struct error ignored = ERROR_INIT;

	if (!strcmp(slot, "grant"))
		note_name(&round->grants, profile);
	if (!strcmp(slot, "extra"))
		note_name(&round->extras, profile);
	if (!strcmp(slot, "secret") && !store->ops->load(store, profile, slot, &bytes, &ignored) &&
	    !record_parse(&record, &bytes, &ignored)) {
		if (record_get(&record, "client_secret"))
			note_name(&round->client_secrets, profile);
		if (record_get(&record, "bot_token"))
			note_name(&round->bot_tokens, profile);
	}
	record_release(&record);
	buf_release(&bytes);
}

static int rewrite_slot(const struct store *store, const char *profile, const char *slot, struct sealing_round *round,
			bool *any, struct error *err)
{
	enum sealed_state before;
	bool changed = false;

	if (sealed_look(store, profile, slot, &before, NULL, err) < 0 || before == SEALED_NOTHING)
		return before == SEALED_NOTHING && !err->code ? 0 : -1;
	if (before == SEALED_PLAIN)
		note_plain(store, profile, slot, round);
	if (sealed_rewrite(store, profile, slot, &changed, err) < 0)
		return -1;
	round->slots += changed;
	*any = *any || changed;
	return 0;
}

static int rewrite_profile(const struct store *store, const char *profile, struct sealing_round *round, bool *any,
			   struct error *err)
{
	struct store_hold hold = STORE_HOLD_INIT;
	bool changed = false;
	sigset_t before;
	int result = slot_lock(store, profile, &hold, err);

	if (result)
		return -1;
	signals_hold(&before);
	/* A draft that was left over becomes the grant, or goes: none is left that another key sealed. */
	result = slot_adopt_grant(store, profile, err);
	for (size_t i = 0; i < SEALED_SLOTS && !result; i++)
		result = rewrite_slot(store, profile, sealed_slots[i], round, &changed, err);
	store->ops->unlock(&hold);
	signals_release(&before);
	round->profiles += changed;
	*any = *any || changed;
	return result ? error_prefix(err, "profile '%s'", profile) : 0;
}

int sealing_rewrite(struct sealing *sealing, bool on, struct sealing_round *round, struct error *err)
{
	const struct store *store = &sealing->store;
	int result = 0;
	bool any = true;

	sealed_use(store, sealing->keys, on);
	while (any && !result) {
		struct strings names = STRINGS_INIT;

		any = false;
		result = store->ops->profiles(store, &names, err);
		strings_sort(&names);
		for (size_t i = 0; i < names.count && !result; i++)
			result = rewrite_profile(store, names.item[i], round, &any, err);
		strings_release(&names);
	}
	return result;
}

static int resave_token(const struct store *store, const char *profile, const char *slot, struct error *err)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	struct error unread = ERROR_INIT;
	bool read = !store->ops->load(store, profile, slot, &bytes, &unread);
	int result =
	    read ? store->ops->save(store, profile, slot, &bytes, err) : store->ops->erase(store, profile, slot, err);

	buf_release(&bytes);
	return result;
}

static int resave_tokens(const struct store *store, const char *profile, struct error *err)
{
	struct store_hold hold = STORE_HOLD_INIT;
	struct strings found = STRINGS_INIT;
	sigset_t before;
	int result = slot_lock(store, profile, &hold, err);

	if (result)
		return -1;
	signals_hold(&before);
	result = store->ops->list(store, profile, &found, err);
	for (size_t i = 0; i < found.count && !result; i++)
		if (!strncmp(found.item[i], "token", strlen("token")))
			result = resave_token(store, profile, found.item[i], err);
	store->ops->unlock(&hold);
	signals_release(&before);
	strings_release(&found);
	return result ? error_prefix(err, "profile '%s'", profile) : 0;
}

int sealing_resave_tokens(struct sealing *sealing, struct error *err)
{
	const struct store *store = &sealing->store;
	struct strings names = STRINGS_INIT;
	int result = store->ops->profiles(store, &names, err);

	/* The lock of the seal is ours already. */
	sealed_use(store, sealing->keys, true);
	for (size_t i = 0; i < names.count && !result; i++)
		result = resave_tokens(store, names.item[i], err);
	strings_release(&names);
	return result;
}

int sealing_count(const struct sealing *sealing, size_t *sealed, size_t *plain, struct error *err)
{
	const struct store *store = &sealing->store;
	struct strings names = STRINGS_INIT;
	int result = store->ops->profiles(store, &names, err);

	*sealed = *plain = 0;
	for (size_t i = 0; i < names.count && !result; i++) {
		for (size_t slot = 0; slot < SEALED_SLOTS && !result; slot++) {
			enum sealed_state state;

			result = sealed_look(store, names.item[i], sealed_slots[slot], &state, NULL, err);
			*sealed += state == SEALED_SEALED;
			*plain += state == SEALED_PLAIN;
		}
	}
	strings_release(&names);
	return result;
}

int sealing_refuse_unsealed(struct error *err)
{
	error_set(err, ERROR_NONE, "the store is not sealed");
	return error_hint(err, "'discred auth seal --with HOLDER' seals it");
}

int sealing_refuse_lost(const struct sealing *sealing, size_t sealed, struct error *err)
{
	error_set(err, ERROR_CONFIG, "%zu slot%s sealed, and there is no seal '%s'", sealed,
		  sealed == 1 ? " is" : "s are", sealing->store.seal_name);
	return error_hint(err, "restore it from a backup");
}
