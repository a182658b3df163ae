/*
 * discred profile remove: the file, and everything that is stored under its name.
 *
 * What is stored goes first: without it the profile is still there, listed, and can be removed again, while secrets
 * that nobody lists would stay for ever. What a run that was ended left without a file can be removed all the same.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/opt.h"
#include "base/signals.h"
#include "base/terminal.h"
#include "cmd/profile/edit.h"
#include "cmd/profile/profile.h"
#include "discred/slot.h"

struct options {
	bool yes;
};

static const struct opt_spec specs[] = {
    OPT_FLAG('y', "yes", struct options, yes, "do not ask"),
    OPT_SPEC_END,
};

struct removal {
	const struct environ *env;
	const char *name;
	char *path;
	bool file; /* it is there */
	struct strings slots;
	struct strings copies; /* that edits have left */
	struct store store;
};

static int look(struct removal *removal, struct error *err)
{
	removal->file = profile_is_file(removal->path);
	if (removal->store.ops->list(&removal->store, removal->name, &removal->slots, err) < 0 ||
	    edit_older_find(removal->env, removal->name, &removal->copies, err) < 0)
		return -1;
	if (removal->file)
		return 0;
	if (profile_refuse_foreign(removal->name, removal->env, "removed", err) < 0 && err->code != ERROR_NONE) {
		if (!err->hint[0])
			error_hint(err, "'discred auth logout %s' removes what is stored for it", removal->name);
		return -1;
	}
	if (!removal->slots.count && !removal->copies.count)
		return -1;
	error_clear(err);
	return 0;
}

static void add_file(const struct removal *removal, struct buf *text)
{
	char target[PATH_MAX];
	char *path = xstrdup(removal->path);
	ssize_t len = readlink(path, target, sizeof(target) - 1);

	text_sanitize(path);
	buf_printf(text, "  %s\n", path);
	if (len > 0) {
		target[len] = '\0';
		text_sanitize(target);
		buf_printf(text, "    (a symbolic link: '%s' stays)\n", target);
	}
	free(path);
}

static void add_copies(const struct removal *removal, struct buf *text)
{
	for (size_t i = 0; i < removal->copies.count; i++) {
		char *path = xstrdup(removal->copies.item[i]);

		text_sanitize(path);
		buf_printf(text, "  %s\n    (a copy that an edit has left)\n", path);
		free(path);
	}
}

static void add_slots(const struct removal *removal, struct buf *text)
{
	size_t tokens = 0;

	for (size_t i = 0; i < removal->slots.count; i++)
		tokens += !strncmp(removal->slots.item[i], "token", 5);
	if (tokens)
		buf_printf(text, "  %zu stored access token%s\n", tokens, tokens == 1 ? "" : "s");
	if (strings_have(&removal->slots, "grant"))
		buf_str(text, "  the grant, with which tokens are renewed\n");
	if (strings_have(&removal->slots, "secret"))
		buf_str(text, "  the secrets that were stored with 'discred profile set-secret'\n");
	if (strings_have(&removal->slots, "extra"))
		buf_str(text, "  what came with the login (server, webhook)\n");
}

static void describe(const struct removal *removal, struct buf *text)
{
	buf_printf(text, "Of profile '%s' this removes:\n", removal->name);
	if (removal->file)
		add_file(removal, text);
	add_copies(removal, text);
	add_slots(removal, text);
	if (strings_have(&removal->slots, "grant"))
		buf_printf(text,
			   "The authorization at Discord stays. To end it, run 'discred auth revoke %s' before.\n",
			   removal->name);
}

static int ask(const struct removal *removal, struct error *err)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	bool yes = false;
	int result;

	describe(removal, &text);
	result = terminal_confirm(buf_text(&text), "Remove it", &yes, err);
	buf_release(&text);
	if (result) {
		error_prefix(err, "profile '%s' was not removed", removal->name);
		return error_hint(err, "say --yes to remove it without being asked");
	}
	return yes ? 0 : error_set(err, ERROR_DENIED, "profile '%s' was not removed", removal->name);
}

/* With what killed writers left beside it, which may hold the secret that it holds. */
static int remove_file(const struct removal *removal, struct error *err)
{
	const char *name = strrchr(removal->path, '/') + 1;
	char *dir = xstrndup(removal->path, (size_t)(name - removal->path));
	int dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result;

	if (dirfd >= 0) {
		result = file_remove_stale(dirfd, name, err);
		if (!result)
			result = file_remove(dirfd, name, err);
		close(dirfd);
	} else if (errno == ENOENT) {
		result = 0;
	} else {
		result = error_set(err, ERROR_SYS, "cannot open directory '%s': %s", dir, strerror(errno));
	}
	free(dir);
	return result;
}

/* Looked for once more: the question may have waited for long. */
static int remove_copies(struct removal *removal, struct error *err)
{
	int result;

	strings_release(&removal->copies);
	result = edit_older_find(removal->env, removal->name, &removal->copies, err);
	for (size_t i = 0; i < removal->copies.count && !result; i++)
		result = edit_older_remove(removal->copies.item[i], err);
	return result;
}

static int remove_unedited(struct removal *removal, struct error *err)
{
	int result = remove_copies(removal, err);

	if (!result)
		result = slot_remove(&removal->store, removal->name, err);
	return result ? result : remove_file(removal, err);
}

/* Nobody is to lose what an editor has open. step NULL: only whether anybody edits. */
static int while_unedited(struct removal *removal, int (*step)(struct removal *, struct error *), struct error *err)
{
	struct edit edit = {.env = removal->env, .name = xstrdup(removal->name), .lock = -1};
	int result = edit_lock(&edit, err);

	if (!result && step)
		result = step(removal, err);
	edit_unlock(&edit);
	free(edit.lock_path);
	free(edit.name);
	return result;
}

static int remove_all(struct removal *removal, struct error *err)
{
	const struct store *store = &removal->store;
	struct store_hold hold = STORE_HOLD_INIT;
	sigset_t before;
	int result = slot_lock(store, removal->name, &hold, err);

	if (result)
		return result;
	signals_hold(&before);
	result = while_unedited(removal, remove_unedited, err);
	if (!result)
		result = store->ops->lock_remove(store, removal->name, &hold, err);
	store->ops->unlock(&hold);
	signals_release(&before);
	return result;
}

static int remove_profile(struct removal *removal, bool asked, struct error *err)
{
	int result = look(removal, err);

	/* Not while the question waits for its answer: ^C would leave the lock's file. */
	if (!result && asked)
		result = while_unedited(removal, NULL, err);
	if (!result && asked)
		result = ask(removal, err);
	if (!result)
		result = remove_all(removal, err);
	if (!result) {
		printf("removed profile '%s'%s\n", removal->name,
		       removal->slots.count || removal->copies.count ? " and what was stored for it" : "");
		profile_warn_references(removal->name, removal->env);
	}
	return result;
}

static int remove_named(const char *name, bool asked, const struct environ *env, struct error *err)
{
	struct removal removal = {.env = env, .name = name};
	int result = profile_own_path(name, env, &removal.path, err);

	if (!result)
		result = store_open(&removal.store, &store_table, STORE_DEFAULT, env, err);
	if (!result) {
		result = remove_profile(&removal, asked, err);
		store_close(&removal.store);
	}
	strings_release(&removal.slots);
	strings_release(&removal.copies);
	free(removal.path);
	return result;
}

int profile_remove(int argc, char **argv, const struct environ *env, struct error *err)
{
	static const struct opt_line line = {
	    .usage = "discred profile remove [OPTIONS] PROFILE",
	    .summary = "Removes a profile and everything that is stored for it, after asking.",
	    .specs = specs,
	};
	const char *name;
	struct options options = {.yes = false};
	int go = opt_parse_one(&line, argc, argv, &options, &name, err);

	if (go <= 0)
		return go;
	if (!name) {
		error_set(err, ERROR_USAGE, "no profile was named");
		return error_hint(err, "write 'discred profile remove PROFILE'");
	}
	return remove_named(name, !options.yes, env, err);
}
