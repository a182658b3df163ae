/*
 * discred profile rename: the file, and everything that is stored under its name. The order, and why it can be ended
 * anywhere and done again, is in slot_move.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/opt.h"
#include "base/signals.h"
#include "cmd/profile/edit.h"
#include "cmd/profile/profile.h"
#include "cmd/profile/secret.h"
#include "core/profile/config.h"
#include "core/profile/config_set.h"
#include "discred/slot.h"

struct renaming {
	const struct environ *env;
	const char *from;
	const char *to;
	char *from_path;
	char *to_path;
	bool usual; /* default_profile in the user's own config.cfg is to follow */
	struct store store;
	struct store_hold from_hold;
	struct store_hold to_hold;
};

static int refuse_taken(const char *name, const char *path, struct error *err)
{
	error_set(err, ERROR_USAGE, "there is a profile '%s' already, '%s'", name, path);
	return error_hint(err, "choose another name, or run 'discred profile remove %s' first", name);
}

/* Whether both names are what they should be. One that was ended after the file had moved is to be finished. */
static int look(const struct renaming *renaming, struct error *err)
{
	struct error absent = ERROR_INIT;
	char *other = NULL;

	if (!profile_is_file(renaming->from_path)) {
		if (profile_is_file(renaming->to_path) &&
		    slot_move_begun(&renaming->store, renaming->from, renaming->to))
			return 0;
		return profile_refuse_foreign(renaming->from, renaming->env, "renamed", err);
	}
	if (profile_is_file(renaming->to_path))
		return refuse_taken(renaming->to, renaming->to_path, err);
	if (!profile_locate(renaming->to, renaming->env, &other, &absent)) {
		refuse_taken(renaming->to, other, err);
		free(other);
		return error_hint(err, "choose another name");
	}
	if (absent.code != ERROR_NONE) {
		*err = absent;
		return -1;
	}
	return 0;
}

/* Looked at before anything moves: a default that can't follow would be found out too late. */
static int look_at_config(struct renaming *renaming, struct error *err)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct config config;
	char *own = NULL;
	int result = config_load(&config, renaming->env, &list, err);

	if (!result) {
		result = config_own_path(renaming->env, &own, err);
		renaming->usual = !result && config.default_profile &&
				  !strcmp(config.default_profile, renaming->from) && !strcmp(config.default_path, own);
		config_release(&config);
	} else if (list.count) {
		profile_complain(stderr, &list, err);
	}
	free(own);
	diagnostics_release(&list);
	return result;
}

static int move_file(const struct renaming *renaming, struct error *err)
{
	char *dir = xstrndup(renaming->to_path, (size_t)(strrchr(renaming->to_path, '/') - renaming->to_path));
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result = 0;

	/* Never onto another file. Where the file system can't promise that, the look of a moment ago has to do. An
	 * earlier call that was ended may have done it. */
	if (renameat2(AT_FDCWD, renaming->from_path, AT_FDCWD, renaming->to_path, RENAME_NOREPLACE) < 0 &&
	    ((errno != EINVAL && errno != ENOSYS) || rename(renaming->from_path, renaming->to_path) < 0) &&
	    (errno != ENOENT || !profile_is_file(renaming->to_path)))
		result = error_set(err, ERROR_SYS, "cannot rename '%s' to '%s': %s", renaming->from_path,
				   renaming->to_path, strerror(errno));
	if (!result && fd >= 0)
		result = file_sync_dir(fd, renaming->to_path, err);
	/* Nobody would remove the temporary files of killed writers under the old name later. */
	if (!result && fd >= 0)
		result = file_remove_stale(fd, strrchr(renaming->from_path, '/') + 1, err);
	if (fd >= 0)
		close(fd);
	free(dir);
	return result;
}

/* In one order, whichever way round two renamings go: or each would wait for the other's second lock. */
static int lock(struct renaming *renaming, struct error *err)
{
	const struct store *store = &renaming->store;
	bool forwards = strcmp(renaming->from, renaming->to) < 0;
	struct store_hold *holds[] = {&renaming->from_hold, &renaming->to_hold};
	const char *const names[] = {renaming->from, renaming->to};

	for (int i = 0; i < 2; i++) {
		int which = forwards ? i : 1 - i;

		if (slot_lock(store, names[which], holds[which], err) < 0)
			return -1;
	}
	return 0;
}

/* The last step: everything stored has the new name already. */
static int rename_file(struct renaming *renaming, struct error *err)
{
	sigset_t before;
	int result;

	signals_hold(&before);
	result = move_file(renaming, err);
	if (!result)
		result = edit_older_rename(renaming->env, renaming->from, renaming->to, err);
	if (!result && renaming->usual && profile_change_default(renaming->to, renaming->env, err) < 0)
		result = error_prefix(err, "profile '%s' is renamed, but default_profile is not", renaming->from);
	if (!result)
		result = slot_move_end(&renaming->store, renaming->to, err);
	signals_release(&before);
	return result;
}

/* What is sealed has the profile's name in it: discred-auth alone can give it another. */
static int move_stored(const struct renaming *renaming, struct error *err)
{
	const char *const words[] = {"move", renaming->from, renaming->to, NULL};
	enum source_result result;

	return profile_ask_auth(renaming->env, words, NULL, &result, err);
}

static void unlock(struct renaming *renaming)
{
	renaming->store.ops->unlock(&renaming->to_hold);
	renaming->store.ops->unlock(&renaming->from_hold);
}

/* Between discred-auth's locks and ours somebody may have stored something more: then it is moved again. */
static int rename_unedited(struct renaming *renaming, struct error *err)
{
	const struct store_ops *ops = renaming->store.ops;
	struct error ignored = ERROR_INIT;
	bool all = false;
	int result = 0;

	while (!all && !result) {
		struct strings left = STRINGS_INIT;

		result = move_stored(renaming, err);
		if (!result)
			result = lock(renaming, err);
		if (!result)
			result = look(renaming, err);
		if (!result)
			result = ops->list(&renaming->store, renaming->from, &left, err);
		all = !left.count;
		if (!result && all)
			result = rename_file(renaming, err);
		strings_release(&left);
		if (!result && all)
			(void)!ops->lock_remove(&renaming->store, renaming->from, &renaming->from_hold, &ignored);
		unlock(renaming);
	}
	return result;
}

/* An open editor would find its file gone. */
static int rename_profile(struct renaming *renaming, struct error *err)
{
	struct edit edit = {.env = renaming->env, .lock = -1};
	int result;

	/* Before there are locks, so that no file is made for a name that is none. */
	if (look(renaming, err) < 0 || look_at_config(renaming, err) < 0)
		return -1;
	/* Whoever has to wait is told so, and can end it before anything was done. */
	result = lock(renaming, err);
	unlock(renaming);
	edit.name = xstrdup(renaming->from);
	if (!result)
		result = edit_lock(&edit, err);
	if (!result)
		result = rename_unedited(renaming, err);
	edit_unlock(&edit);
	free(edit.lock_path);
	free(edit.name);
	return result;
}

/* What a shared store has under the old name would be nobody's. */
static int check_alone(const char *name, const struct environ *env, struct error *err)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error ignored = ERROR_INIT;
	struct profile profile;
	int result = 0;

	if (!profile_load(&profile, name, env, &source_table, &list, &ignored)) {
		if (strcmp(profile.store, STORE_DEFAULT) != 0) {
			result = error_set(err, ERROR_CONFIG, "profile '%s' has its name in store '%s', for all hosts",
					   name, profile.store);
			error_hint(err, "make a profile of the other name, and log in to it");
		}
		profile_release(&profile);
	}
	diagnostics_release(&list);
	return result;
}

static int rename_named(const char *from, const char *to, const struct environ *env, struct error *err)
{
	struct renaming renaming = {
	    .env = env, .from = from, .to = to, .from_hold = STORE_HOLD_INIT, .to_hold = STORE_HOLD_INIT};
	int result = profile_own_path(from, env, &renaming.from_path, err);

	if (!result)
		result = profile_own_path(to, env, &renaming.to_path, err);
	if (!result && !strcmp(from, to))
		result = error_set(err, ERROR_USAGE, "both names are '%s'", from);
	if (!result)
		result = check_alone(from, env, err);
	if (!result)
		result = store_open(&renaming.store, &store_table, STORE_DEFAULT, env, err);
	if (!result) {
		result = rename_profile(&renaming, err);
		store_close(&renaming.store);
	}
	if (!result) {
		printf("renamed profile '%s' to '%s'\n", from, to);
		profile_warn_references(from, env);
	}
	free(renaming.from_path);
	free(renaming.to_path);
	return result;
}

int profile_rename(int argc, char **argv, const struct environ *env, struct error *err)
{
	static const struct opt_line line = {
	    .usage = "discred profile rename [OPTIONS] PROFILE NAME",
	    .summary = "Gives a profile another name, with everything that is stored for it.",
	};
	struct opt_arguments arguments;
	const char *from;
	const char *to;
	int result = opt_parse(&line, argc, argv, NULL, &arguments, err);

	if (result <= 0)
		return result;
	from = opt_argument(&arguments);
	to = from ? opt_argument(&arguments) : NULL;
	if (!to) {
		error_set(err, ERROR_USAGE, "%s", from ? "the new name is missing" : "no profile was named");
		return error_hint(err, "write 'discred profile rename PROFILE NAME'");
	}
	return opt_finish(&arguments, err) < 0 ? -1 : rename_named(from, to, env, err);
}
