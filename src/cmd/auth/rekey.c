/* discred auth rekey: the seal has the old data key too until the last slot is sealed with the new one. */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "cmd/auth/auth.h"
#include "cmd/auth/seal.h"

/* The key of each holder, which must be the one that opens the seal now, or a new one. */
static int ask_holders(struct sealing *sealing, struct jwe_key *key, struct error *err)
{
	const struct general *seal = &sealing->seal;

	for (size_t i = 0; i < seal->count; i++) {
		struct strings words = STRINGS_INIT;
		const struct holder_context context = {.env = sealing->env,
						       .person = sealing->access.person,
						       .scrub = &sealing->scrub,
						       .label = seal->recipient[i].kid,
						       .words = &words};
		bool renewed = false;
		int result = sealing->access.words(sealing->env, context.label, &words, err);

		if (result && err->code == ERROR_NONE)
			err->code = ERROR_CONFIG;
		if (!result)
			result = holder_renew(&context, &key[i], &renewed, err);
		if (!result && !renewed)
			result = seal_open_with(seal, i, &key[i], sealing->keys, err);
		strings_release(&words);
		if (result)
			return -1;
	}
	/* Where every holder is new, there is still one key that opens: nobody has typed it. */
	if (sealing->keys->count)
		return 0;
	error_set(err, ERROR_CONFIG, "none of the keys opens the seal");
	return error_hint(err, "type the recovery code, then add a new one with 'seal --add'");
}

/* A new content key and a new data key, in a seal that still has the old data key. */
static int renew_seal(struct sealing *sealing, struct error *err)
{
	struct general *seal = &sealing->seal;
	struct seal_keys *keys = sealing->keys;
	struct jwe_key *key = xcalloc(seal->count, sizeof(*key));
	struct general next = GENERAL_INIT;
	int result = -1;

	if (ask_holders(sealing, key, err) < 0 || jwe_key_make(&keys->content, err) < 0)
		goto out;
	/* A run that was ended has made the new data key already. */
	if (keys->count == 1 && seal_keys_add(keys, err) < 0)
		goto out;
	for (size_t i = 0; i < seal->count; i++)
		if (general_add(&next, seal->recipient[i].kid, &key[i], &keys->content, err) < 0)
			goto out;
	result = seal_write(&sealing->store, &next, keys, false, err);
out:
	explicit_bzero(key, seal->count * sizeof(*key));
	free(key);
	if (result < 0) {
		general_release(&next);
	} else {
		general_release(seal);
		*seal = next;
	}
	return result;
}

static int rekey(struct sealing *sealing, void *unused, struct error *err)
{
	struct sealing_round round = SEALING_ROUND_INIT;
	int result = -1;

	(void)unused;
	if (!sealing->sealed)
		return sealing_refuse_unsealed(err);
	if (renew_seal(sealing, err) < 0 || sealing_rewrite(sealing, true, &round, err) < 0)
		goto out;
	/* No slot needs the older keys any more. */
	sealing->keys->count = 1;
	result = seal_write(&sealing->store, &sealing->seal, sealing->keys, true, err);
	if (!result)
		printf("sealed %zu slot%s with a new key\n", round.slots, round.slots == 1 ? "" : "s");
out:
	sealing_round_release(&round);
	return result;
}

int auth_rekey(int argc, char **argv, const struct environ *env, struct error *err)
{
	return sealing_verb(argc, argv, env, "discred auth rekey [OPTIONS]",
			    "Encrypts what is stored with a new key. Every key holder is asked for its own.", rekey,
			    err);
}
