/*
 * What is stored for a profile gets another name, for `discred profile rename`, which moves the profile's file then.
 * The order, and why it can be ended anywhere and done again, is in slot_move.c. The answer is one record on stdout, as
 * of answer.c.
 */
#include <stdio.h>
#include <string.h>

#include "base/opt.h"
#include "base/path.h"
#include "base/signals.h"
#include "cmd/auth/auth.h"
#include "cmd/auth/store.h"
#include "discred/slot.h"
#include "net/seal/sealed.h"

/* A draft that was left over is settled under its old name. Nothing changes where what is there can't be opened. */
static int move_locked(const struct store *store, const char *from, const char *to, const struct store_hold *to_hold,
		       struct error *err)
{
	sigset_t before;
	int result = sealed_ready(store, from, err);

	if (!result)
		result = sealed_ready(store, to, err);
	signals_hold(&before);
	if (!result && !slot_move_begun(store, from, to))
		result = slot_adopt_grant(store, from, err);
	if (!result)
		result = slot_move(store, from, to, to_hold, err);
	signals_release(&before);
	return result;
}

/* In one order, whichever way round two renamings go: or each would wait for the other's second lock. */
static int move(const struct store *store, const char *from, const char *to, struct error *err)
{
	bool forwards = strcmp(from, to) < 0;
	struct store_hold holds[2] = {STORE_HOLD_INIT, STORE_HOLD_INIT};
	int result = store->ops->lock(store, forwards ? from : to, STORE_EXCLUSIVE, SLOT_LOCK_MS, &holds[0], err);

	if (!result)
		result = store->ops->lock(store, forwards ? to : from, STORE_EXCLUSIVE, SLOT_LOCK_MS, &holds[1], err);
	if (!result)
		result = move_locked(store, from, to, &holds[forwards ? 1 : 0], err);
	store->ops->unlock(&holds[1]);
	store->ops->unlock(&holds[0]);
	return result;
}

static int answer(const char *from, const char *to, const struct environ *env, struct error *err)
{
	const struct token none = TOKEN_INIT;
	struct error reason = ERROR_INIT;
	struct store store;
	int result = auth_store_open(&store, STORE_DEFAULT, env, NULL, &reason);

	if (!result)
		result = move(&store, from, to, &reason);
	store_close(&store);
	return auth_print_answer(result ? SOURCE_FAIL : SOURCE_PASS, &none, &reason, err);
}

int auth_move(int argc, char **argv, const struct environ *env, struct error *err)
{
	static const struct opt_line line = {
	    .usage = "discred auth move [OPTIONS] PROFILE NAME",
	    .summary = "Gives what is stored for a profile to another name (for discred itself; see 'discred profile "
		       "rename').",
	};
	struct opt_arguments arguments;
	const char *from;
	const char *to;
	int result = opt_parse(&line, argc, argv, NULL, &arguments, err);

	if (result <= 0)
		return result;
	from = opt_argument(&arguments);
	to = from ? opt_argument(&arguments) : NULL;
	if (!to || !name_valid(from) || !name_valid(to) || !strcmp(from, to))
		return error_set(err, ERROR_USAGE, "move needs the names of two profiles");
	return opt_finish(&arguments, err) < 0 ? -1 : answer(from, to, env, err);
}
