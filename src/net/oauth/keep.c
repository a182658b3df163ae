#include "net/oauth/keep.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/memory.h"
#include "discred/slot.h"

static int begin(struct keep *keep, const struct store *store, const char *profile, const struct grant *old,
		 struct error *err)
{
	*keep = (struct keep){
	    .store = store, .profile = profile, .old = old, .next = GRANT_INIT, .draft = STORE_DRAFT_INIT};
	keep->begun = !slot_prepare_grant(store, profile, &keep->draft, err);
	return keep->begun ? 0 : -1;
}

int keep_begin_login(struct keep *keep, const struct store *store, const struct profile *profile,
		     const char *redirect_uri, const struct grant *old, int64_t now, struct error *err)
{
	int result = begin(keep, store, profile->id, old, err);

	keep->next.client_id = xstrdup(profile->client_id);
	keep->next.api_base = xstrdup(profile->api_base);
	keep->next.scope_asked = profile_scope(profile);
	keep->next.scope = xstrdup(keep->next.scope_asked);
	keep->next.redirect_uri = xstrdup(redirect_uri);
	keep->next.obtained = now;
	return result;
}

int keep_begin_renewal(struct keep *keep, const struct store *store, const char *profile, const struct grant *old,
		       struct error *err)
{
	int result = begin(keep, store, profile, old, err);

	keep->next.client_id = xstrdup(old->client_id);
	keep->next.api_base = xstrdup(old->api_base);
	keep->next.scope_asked = xstrdup(old->scope_asked);
	/* RFC 6749 section 6: left out of the answer, the scope is that of the grant. */
	keep->next.scope = xstrdup(old->scope);
	keep->next.redirect_uri = xstrdup(old->redirect_uri);
	keep->next.obtained = old->obtained;
	keep->next.counter = old->counter + 1;
	return result;
}

void keep_received(void *context, const struct oauth_answer *answer)
{
	struct keep *keep = context;
	struct error trouble = ERROR_INIT;

	buf_add(&keep->next.refresh, buf_text(&answer->refresh_token), answer->refresh_token.len);
	if (answer->scope_named) {
		free(keep->next.scope);
		keep->next.scope = xstrdup(answer->scope);
	}
	keep->received = true;
	keep->written = !slot_write_grant(keep->store, keep->profile, &keep->draft, &keep->next, keep->old, &trouble);
}

static void discard(struct keep *keep)
{
	struct error trouble = ERROR_INIT;

	if (keep->store->ops->draft_discard(keep->store, keep->profile, "grant", &trouble) < 0)
		log_warn("profile '%s': %s", keep->profile, trouble.text);
}

int keep_grant(struct keep *keep, struct error *err)
{
	if (!keep->received)
		return 0;
	if (keep->written && !keep->store->ops->draft_publish(keep->store, keep->profile, "grant", err))
		return 0;
	/* The old grant has ended: what went wrong with the draft may go well without it. */
	if (slot_save_grant(keep->store, keep->profile, &keep->next, err) < 0) {
		if (keep->written)
			return error_hint(err, "it is kept, and the next renewal puts it in place");
		return error_hint(err, "when the token has ended, run 'discred auth login %s'", keep->profile);
	}
	discard(keep);
	return 0;
}

void keep_end(struct keep *keep)
{
	keep->store->ops->draft_close(&keep->draft);
	/* What was received may be whole in the draft, even if its writing has failed. */
	if (keep->begun && !keep->received)
		discard(keep);
	grant_release(&keep->next);
}

void keep_token(const struct profile *profile, const char *scope_asked, const struct oauth_answer *answer, int64_t now,
		struct token *token)
{
	token_release(token);
	buf_add(&token->secret, buf_text(&answer->access_token), answer->access_token.len);
	token->type = TOKEN_BEARER;
	token->scope_asked = xstrdup(scope_asked);
	token->scope = xstrdup(answer->scope);
	token->issued = now;
	token->expires = answer->expires_in ? now + answer->expires_in : 0;
	token->client_id = xstrdup(profile->client_id);
	token->api_base = xstrdup(profile->api_base);
}
