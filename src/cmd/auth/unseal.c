/* discred auth unseal: the seal goes only when no slot is sealed. */
#include <stdio.h>

#include "cmd/auth/auth.h"
#include "cmd/auth/seal.h"

/* Without a sealed slot nobody needs the key: this is how a store whose key is lost begins anew. */
static int unseal(struct sealing *sealing, void *unused, struct error *err)
{
	struct sealing_round round = SEALING_ROUND_INIT;
	size_t sealed;
	size_t plain;
	int result = -1;

	(void)unused;
	if (sealing_count(sealing, &sealed, &plain, err) < 0)
		return -1;
	if (!sealing->sealed)
		return sealed ? sealing_refuse_lost(sealing, sealed, err) : sealing_refuse_unsealed(err);
	if (sealed && (seal_open(&sealing->seal, &sealing->access, NULL, sealing->keys, err) < 0 ||
		       sealing_rewrite(sealing, false, &round, err) < 0))
		goto out;
	if (sealing->store.ops->allow_tokens_on_disk(&sealing->store, true, err) < 0 ||
	    seal_erase(&sealing->store, err) < 0)
		goto out;
	printf("unsealed %zu slot%s: what is stored lies in clear\n", round.slots, round.slots == 1 ? "" : "s");
	result = 0;
out:
	sealing_round_release(&round);
	return result;
}

int auth_unseal(int argc, char **argv, const struct environ *env, struct error *err)
{
	return sealing_verb(argc, argv, env, "discred auth unseal [OPTIONS]", "Decrypts what is stored.", unseal, err);
}
