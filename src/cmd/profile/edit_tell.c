#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "cmd/profile/edit.h"
#include "discred/slot.h"

/* Whether the token that is stored, or else one that was got with the profile as it was, serves the changed one. */
static bool serves(const struct store *store, const struct profile *before, const struct profile *after,
		   struct error *err)
{
	struct token token = TOKEN_INIT;
	struct error trouble = ERROR_INIT;
	bool result = true;

	if (!slot_load_token(store, after->id, "token", &token, &trouble)) {
		result = slot_token_serves(after, token.client_id, token.api_base, token.scope_asked, err);
	} else if (before) {
		char *scope = profile_scope(before);

		result = slot_token_serves(after, before->client_id, before->api_base, scope, err);
		free(scope);
	}
	token_release(&token);
	return result;
}

void edit_tell_authorization(const struct edit *edit, const struct profile *before, const struct profile *after)
{
	struct strings slots = STRINGS_INIT;
	struct error trouble = ERROR_INIT;
	struct error why = ERROR_INIT;
	struct store store;

	if (store_open(&store, &store_table, after->store, edit->env, &trouble) < 0)
		return;
	if (!store.ops->list(&store, after->id, &slots, &trouble) &&
	    (strings_have(&slots, "grant") || strings_have(&slots, "token")) && !serves(&store, before, after, &why))
		log_note("the authorization that is stored does not fit any more: %s; %s", why.text, why.hint);
	strings_release(&slots);
	store_close(&store);
}
