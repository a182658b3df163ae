/* What Discord gave, brought to where it lasts. */
#include <stdlib.h>

#include "base/log.h"
#include "base/memory.h"
#include "discred/slot.h"
#include "net/oauth/renewal_inside.h"

static int keep_grant(const struct renewal *renewal, struct store_draft *draft, const struct grant *old,
		      const struct oauth_answer *answer, struct error *err)
{
	struct grant next = GRANT_INIT;
	int result;

	/* RFC 6749 section 6: without a new refresh token the old one stays, and is good again if it was refused. */
	if (!answer->refresh_token.len) {
		struct grant same = *old;

		same.refused = NULL;
		if (renewal->store->ops->draft_discard(renewal->store, renewal->profile->id, "grant", err) < 0)
			return -1;
		return old->refused ? slot_save_grant(renewal->store, renewal->profile->id, &same, err) : 0;
	}
	buf_add(&next.refresh, buf_text(&answer->refresh_token), answer->refresh_token.len);
	next.client_id = xstrdup(old->client_id);
	next.api_base = xstrdup(old->api_base);
	next.scope_asked = xstrdup(old->scope_asked);
	next.scope = xstrdup(answer->scope);
	next.redirect_uri = xstrdup(old->redirect_uri);
	next.obtained = old->obtained;
	next.counter = old->counter + 1;
	result = slot_replace_grant(renewal->store, renewal->profile->id, draft, &next, old, err);
	grant_release(&next);
	return result;
}

int renewal_keep_grant(const struct renewal *renewal, struct store_draft *draft, const struct grant *old,
		       struct oauth_answer *answer)
{
	const char *id = renewal->profile->id;
	struct error trouble = ERROR_INIT;

	/* RFC 6749 section 6: left out, the scope is that of the grant. */
	if (!answer->scope_named) {
		free(answer->scope);
		answer->scope = xstrdup(old->scope);
	}
	if (keep_grant(renewal, draft, old, answer, &trouble) < 0) {
		log_warn("profile '%s': the new grant could not be stored: %s; when the token has ended, run 'discred "
			 "auth login %s'",
			 id, trouble.text, id);
		return -1;
	}
	return 0;
}

void renewal_keep_token(const struct renewal *renewal, const struct grant *grant, const struct oauth_answer *answer,
			int64_t now, struct token *token)
{
	const char *id = renewal->profile->id;
	struct error trouble = ERROR_INIT;

	renewal_token(renewal->profile, grant->scope_asked, answer, now, token);
	if (slot_save_token(renewal->store, id, "token", token, &trouble) < 0)
		log_warn("profile '%s': the new token could not be stored: %s", id, trouble.text);
}
