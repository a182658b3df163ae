/* Where discred keeps things: the directories, the files in them, and that the store can use them. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/path.h"
#include "base/signals.h"
#include "cmd/doctor/doctor.h"
#include "discred/buf.h"
#include "discred/store.h"

static void check_state(struct doctor *doctor)
{
	size_t place = checklist_add(doctor->list, "state");
	struct directory directory;
	struct error err = ERROR_INIT;
	enum check_state state;
	char *path;

	if (path_state_dir(doctor->env, &path, &err) < 0) {
		check_fail(doctor->list, place, &err);
		return;
	}
	directory_look(&directory, path, doctor->env->uid, true);
	state = diagnosis_directory(&directory.facts, DIRECTORY_STATE, &err);
	check_set(doctor->list, place, state, &err);
	directory_release(&directory);
	free(path);
}

static void add_context(struct error *err, const char *what)
{
	char hint[sizeof(err->hint)];
	char *text = xasprintf("%.350s: %.150s", err->text, what);

	snprintf(hint, sizeof(hint), "%s", err->hint);
	error_set(err, err->code, "%s", text);
	error_hint(err, "%s", hint);
	free(text);
}

/*
 * The runtime directory in use. If it is not writable, the store uses the state directory; if it is unsafe, the store
 * fails.
 */
static void judge_used(struct doctor *doctor, size_t place, const char *path)
{
	struct directory directory;
	struct error err = ERROR_INIT;
	enum check_state state;

	directory_look(&directory, path, doctor->env->uid, true);
	state = diagnosis_directory(&directory.facts, DIRECTORY_STATE, &err);
	if (state == CHECK_FAILED && err.code == ERROR_SYS) {
		add_context(&err, "tokens are kept in the state directory");
		state = CHECK_WARNING;
	}
	check_set(doctor->list, place, state, &err);
	directory_release(&directory);
}

/* Where XDG_RUNTIME_DIR is passed over: why, and what is done instead. */
static void judge_passed_over(struct doctor *doctor, size_t place, const char *instead)
{
	struct directory directory;
	struct error err = ERROR_INIT;

	directory_look(&directory, doctor->env->runtime_dir, doctor->env->uid, false);
	(void)!diagnosis_private(&directory.facts, &err);
	add_context(&err, instead);
	error_prefix(&err, "XDG_RUNTIME_DIR");
	check_set(doctor->list, place, CHECK_WARNING, &err);
	directory_release(&directory);
}

static bool is_below(const char *path, const char *directory)
{
	size_t len = strlen(directory);

	return !strncmp(path, directory, len) && path[len] == '/';
}

static void check_runtime(struct doctor *doctor)
{
	size_t place = checklist_add(doctor->list, "runtime");
	const char *wanted = doctor->env->runtime_dir;
	char *path = path_runtime_dir(doctor->env);
	char *instead;

	if (path && (!wanted || is_below(path, wanted))) {
		judge_used(doctor, place, path);
	} else if (path) {
		instead = xasprintf("'%s' is used instead", path);
		judge_passed_over(doctor, place, instead);
		free(instead);
	} else if (wanted) {
		judge_passed_over(doctor, place, "tokens are kept in the state directory, and outlive the session");
	} else {
		check_ok(doctor->list, place, "there is none: tokens are kept in the state directory");
	}
	free(path);
}

static void check_directories(struct doctor *doctor)
{
	check_state(doctor);
	check_runtime(doctor);
}

struct tally {
	size_t count;
	struct error err; /* about the first bad one */
	size_t bad;
};

static void examine(struct tally *tally, const char *dir, const char *name, const struct stat *st, uid_t uid)
{
	char *path = xasprintf("%s/%s", dir, name);
	struct error err = ERROR_INIT;

	tally->count++;
	if (diagnosis_state_file(path, uid, st->st_uid, st->st_mode, &err) != CHECK_OK && !tally->bad++)
		tally->err = err;
	free(path);
}

/* A directory that is not there, or can't be read, has a check of its own. */
static void examine_all(struct tally *tally, const char *dir, uid_t uid)
{
	DIR *stream = opendir(dir);
	const struct dirent *entry;
	struct stat st;

	while (stream && (entry = readdir(stream)))
		if (!fstatat(dirfd(stream), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) && !S_ISDIR(st.st_mode))
			examine(tally, dir, entry->d_name, &st, uid);
	if (stream)
		closedir(stream);
}

static void check_files(struct doctor *doctor)
{
	size_t place = checklist_add(doctor->list, "files");
	struct tally tally = {.err = ERROR_INIT};
	struct error ignored = ERROR_INIT;
	char *runtime = path_runtime_dir(doctor->env);
	char *state = NULL;

	if (!path_state_dir(doctor->env, &state, &ignored))
		examine_all(&tally, state, doctor->env->uid);
	if (runtime)
		examine_all(&tally, runtime, doctor->env->uid);
	if (tally.bad > 1)
		error_prefix(&tally.err, "%zu of %zu", tally.bad, tally.count);
	if (tally.bad)
		check_fail(doctor->list, place, &tally.err);
	else if (tally.count)
		check_ok(doctor->list, place, "%zu in these directories, none of them open to others", tally.count);
	else
		check_ok(doctor->list, place, "nothing is stored yet");
	free(runtime);
	free(state);
}

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

static void check_store(struct doctor *doctor)
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

void doctor_state(struct doctor *doctor)
{
	check_directories(doctor);
	check_files(doctor);
	check_store(doctor);
}
