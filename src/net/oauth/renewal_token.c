
#include "base/memory.h"
#include "discred/secret.h"
#include "net/oauth/renewal.h"

int renewal_secret(const struct profile *profile, const struct environ *env, const struct store *store,
		   struct buf *secret, struct error *err)
{
	struct strings scrub = STRINGS_INIT;
	struct secret_context context = {
	    .env = env, .store = store, .profile = profile->id, .key = "client_secret", .scrub = &scrub};
	int result = 0;

	profile_secret_variables(profile, &scrub);
	if (!profile->public_client)
		result = secret_resolve(&context, &profile->client_secret, secret, err);
	strings_release(&scrub);
	return result;
}

void renewal_token(const struct profile *profile, const char *scope_asked, const struct oauth_answer *answer,
		   int64_t now, struct token *token)
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
