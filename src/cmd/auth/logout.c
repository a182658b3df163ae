#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/opt.h"
#include "cmd/auth/auth.h"
#include "cmd/auth/store.h"
#include "core/slot/backoff.h"
#include "discred/slot.h"

struct options {
	bool everywhere;
};

/* Whether there is something to remove: whoever mistypes a name must not believe to be logged out. */
static int look(const struct store *store, const char *profile, bool *there, struct error *err)
{
	struct strings slots = STRINGS_INIT;
	int result = store->ops->list(store, profile, &slots, err);

	*there = slots.count > (strings_have(&slots, "secret") ? 1 : 0);
	strings_release(&slots);
	return result;
}

/*
 * The lock's file goes too where it guards nothing any more: else every mistyped name would leave one behind. Whoever
 * waits for it takes the next one.
 */
static int unlock(const struct store *store, const char *profile, struct store_hold *hold, struct error *err)
{
	struct strings left = STRINGS_INIT;
	int result = store->ops->list(store, profile, &left, err);

	if (!result && !left.count) {
		result = store->ops->lock_remove(store, profile, hold, err);
	} else {
		backoff_clear(store, hold, profile, NULL);
		store->ops->unlock(hold);
	}
	strings_release(&left);
	return result;
}

/* The profile's file is not needed, and may be gone or broken: what is stored under its name is removed. */
static int logout(const char *store_name, const char *profile, const struct environ *env, bool *there,
		  struct error *err)
{
	struct store store;
	struct store_hold hold;
	int result;

	if (auth_store_open(&store, store_name, env, NULL, err) < 0)
		return -1;
	result = slot_lock(&store, profile, &hold, err);
	if (!result) {
		result = slot_claim(&store, profile, &hold, err);
		if (!result)
			result = auth_note_left(&store, profile, false, err);
		if (!result)
			result = look(&store, profile, there, err);
		if (!result)
			result = slot_forget(&store, profile, err);
		if (!result) {
			result = unlock(&store, profile, &hold, err);
		} else {
			backoff_clear(&store, &hold, profile, NULL);
			store.ops->unlock(&hold);
		}
	}
	store_close(&store);
	return result;
}

/*
 * Of a shared store this host's copies go, and a note stays: it takes nothing from the store until somebody logs in
 * here, or renews with --force. A new grant that is not in the store yet is not given up: it is all there is.
 */
static int leave_locked(const struct store *store, const char *profile, struct error *err)
{
	struct buf draft = BUF_INIT(2 * BUF_REPLY_MAX);
	int result = store->ops->draft_load(store, profile, "shared", &draft, err);

	buf_release(&draft);
	if (!result) {
		error_set(err, ERROR_TEMP, "a new grant of '%s' is on this host alone", profile);
		return error_hint(err, "run 'discred auth refresh %s', which brings it to the store, then try again",
				  profile);
	}
	if (err->code != ERROR_NONE)
		return -1;
	error_clear(err);
	if (slot_forget(store, profile, err) < 0)
		return -1;
	return auth_note_left(store, profile, true, err);
}

static int leave(const char *profile, const struct environ *env, struct error *err)
{
	struct store store;
	struct store_hold hold;
	int result;

	if (store_open(&store, &store_table, STORE_DEFAULT, env, err) < 0)
		return -1;
	result = slot_lock(&store, profile, &hold, err);
	if (!result) {
		result = leave_locked(&store, profile, err);
		store.ops->unlock(&hold);
	}
	store_close(&store);
	return result;
}

static const struct opt_spec specs[] = {
    OPT_FLAG(0, "everywhere", struct options, everywhere, "of a shared store, end what all hosts have"),
    OPT_SPEC_END,
};

static int run(const char *profile, bool everywhere, const struct environ *env, struct error *err)
{
	char *store = auth_store_of(profile, env);
	bool alone = !strcmp(store, STORE_DEFAULT);
	bool there = true;
	int result;

	if (alone || everywhere)
		result = logout(store, profile, env, &there, err);
	else
		result = leave(profile, env, err);
	if (!result && !there)
		printf("nothing is stored for profile '%s'\n", profile);
	else if (!result && !alone && !everywhere)
		printf("logged out of profile '%s' on this host; 'discred auth logout --everywhere %s' removes it from "
		       "store '%s'\n",
		       profile, profile, store);
	else if (!result)
		printf("logged out of profile '%s'; 'discred auth revoke' would also have ended the authorization at "
		       "Discord\n",
		       profile);
	free(store);
	return result;
}

int auth_logout(int argc, char **argv, const struct environ *env, struct error *err)
{
	static const struct opt_line line = {
	    .usage = "discred auth logout [OPTIONS] [PROFILE]",
	    .summary = "Removes the tokens stored here. The authorization at Discord stays: see revoke.",
	    .specs = specs,
	};
	struct options options = {.everywhere = false};
	const char *argument;
	char *profile = NULL;
	int result = opt_parse_one(&line, argc, argv, &options, &argument, err);

	if (result <= 0)
		return result;
	result = profile_pick(argument, env, stderr, &profile, err);
	if (!result)
		result = run(profile, options.everywhere, env, err);
	free(profile);
	return result;
}
