/* Writes, reads and removes values of its own, through the store as everything else does. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/signals.h"
#include "cmd/doctor/doctor.h"
#include "discred/buf.h"
#include "discred/store.h"

/* Slots that nothing else has: one for the session's place, one that lasts. */
static const char *const slots[] = {"token-doctor", "doctor"};
static const char value_text[] = "discred doctor was here\n";

enum { LOCK_MS = 2000, DRAFT_BYTES = 96 * 1024 };

/* A name that no profile has: whoever has one so called keeps his lock and its marker. Owned by the caller. */
static char *free_name(const struct environ *env)
{
	struct strings profiles = STRINGS_INIT;
	struct error ignored = ERROR_INIT;
	char *name = xstrdup("discred-doctor");

	if (profile_list(env, &profiles, &ignored) < 0)
		strings_release(&profiles);
	for (unsigned i = 2; strings_have(&profiles, name); i++) {
		free(name);
		name = xasprintf("discred-doctor-%u", i);
	}
	strings_release(&profiles);
	return name;
}

static int try_slot(const struct store *store, const char *name, const char *slot, struct error *err)
{
	struct buf wrote = BUF_INIT(sizeof(value_text));
	struct buf read = BUF_INIT(BUF_FILE_MAX);
	struct error trouble = ERROR_INIT;
	int result;

	buf_str(&wrote, value_text);
	result = store->ops->save(store, name, slot, &wrote, err);
	if (!result)
		result = store->ops->load(store, name, slot, &read, err);
	if (!result && !buf_equal(&wrote, &read))
		result = error_set(err, ERROR_SYS, "what was written to slot '%s' is read differently", slot);
	if (store->ops->erase(store, name, slot, &trouble) < 0 && !result) {
		*err = trouble;
		result = -1;
	}
	buf_release(&wrote);
	buf_release(&read);
	return result;
}

/* As a renewal reserves the space for a new grant. */
static int try_draft(const struct store *store, const char *name, struct error *err)
{
	struct store_draft draft = STORE_DRAFT_INIT;
	int result = store->ops->draft_create(store, name, slots[1], DRAFT_BYTES, &draft, err);

	store->ops->draft_close(&draft);
	if (!result)
		result = store->ops->draft_discard(store, name, slots[1], err);
	return result;
}

/* What a run that was killed left behind has the same names, and goes the same way. */
static int try_all(const struct store *store, const char *name, struct error *err)
{
	struct store_hold hold = STORE_HOLD_INIT;
	struct error trouble = ERROR_INIT;
	const char *dir;
	int result = store->ops->lock(store, name, STORE_EXCLUSIVE, LOCK_MS, &hold, err);

	if (result)
		return result;
	for (size_t i = 0; i < ARRAY_LEN(slots) && !result; i++)
		if (i || store->ops->tokens(store, &dir) != STORE_TOKENS_NOWHERE)
			result = try_slot(store, name, slots[i], err);
	if (!result)
		result = try_draft(store, name, err);
	if (store->ops->erase(store, name, "lock", &trouble) < 0 && !result) {
		*err = trouble;
		result = -1;
	}
	store->ops->unlock(&hold);
	return result;
}

/* The directories down to `path` that are not there now, the deepest first. */
static void list_missing(const char *path, struct strings *missing)
{
	char *parent = xstrdup(path);
	struct stat st;

	while (*parent && stat(parent, &st) < 0) {
		strings_add(missing, parent);
		*strrchr(parent, '/') = '\0';
	}
	free(parent);
}

static void remove_empty(const struct strings *made)
{
	for (size_t i = 0; i < made->count; i++)
		if (rmdir(made->item[i]) < 0)
			return;
}

static int try_store(const struct environ *env, const struct store *store, struct error *err)
{
	struct strings state = STRINGS_INIT;
	struct strings runtime = STRINGS_INIT;
	char *name = free_name(env);
	sigset_t before;
	int result;

	list_missing(store->state_dir, &state);
	if (store->runtime_dir)
		list_missing(store->runtime_dir, &runtime);
	signals_hold(&before);
	result = try_all(store, name, err);
	remove_empty(&state);
	remove_empty(&runtime);
	signals_release(&before);
	strings_release(&state);
	strings_release(&runtime);
	free(name);
	return result;
}

void doctor_store(struct doctor *doctor)
{
	size_t place = checklist_add(doctor->list, "store");
	struct error err = ERROR_INIT;
	struct store store;
	int result = store_open(&store, &store_table, doctor->profile ? doctor->profile->store : STORE_DEFAULT,
				doctor->env, &err);

	if (!result)
		result = try_store(doctor->env, &store, &err);
	store_close(&store);
	if (result)
		check_fail(doctor->list, place, &err);
	else
		check_ok(doctor->list, place, "locked, written, read and removed");
}
