#include <stdio.h>
#include <stdlib.h>

#include "base/opt.h"
#include "cmd/auth/auth.h"
#include "cmd/auth/store.h"
#include "core/slot/backoff.h"
#include "discred/slot.h"

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
static int logout(const char *profile, const struct environ *env, bool *there, struct error *err)
{
	struct store store;
	struct store_hold hold;
	int result;

	if (auth_store_open(&store, STORE_DEFAULT, env, NULL, err) < 0)
		return -1;
	result = slot_lock(&store, profile, &hold, err);
	if (!result) {
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

int auth_logout(int argc, char **argv, const struct environ *env, struct error *err)
{
	static const struct opt_line line = {
	    .usage = "discred auth logout [OPTIONS] [PROFILE]",
	    .summary = "Removes the tokens stored here. The authorization at Discord stays: see revoke.",
	};
	const char *argument;
	char *profile = NULL;
	bool there = false;
	int result = opt_parse_one(&line, argc, argv, NULL, &argument, err);

	if (result <= 0)
		return result;
	result = profile_pick(argument, env, stderr, &profile, err);
	if (!result)
		result = logout(profile, env, &there, err);
	if (!result && !there)
		printf("nothing is stored for profile '%s'\n", profile);
	else if (!result)
		printf("logged out of profile '%s'; 'discred auth revoke' would also have ended the authorization at "
		       "Discord\n",
		       profile);
	free(profile);
	return result;
}
