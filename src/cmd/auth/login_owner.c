/*
 * discred auth login --client-credentials: a token for the application's owner, without a browser. It is what the
 * source client_credentials finds.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "cmd/auth/auth.h"
#include "cmd/auth/login.h"
#include "core/slot/source_token.h"

/* What the stack's entry asks for, so that it will serve there. */
static const char *scope_in_stack(const struct profile *profile)
{
	for (size_t i = 0; i < profile->stack.count; i++)
		if (profile->stack.entry[i].source->kind == SOURCE_CLIENT)
			return source_setting(&profile->stack.entry[i].settings, "scope");
	return NULL;
}

/* Whoever has got this token expects 'discred token' to give it. */
static void note_use(const struct profile *profile)
{
	for (size_t i = 0; i < profile->stack.count; i++) {
		if (profile->stack.entry[i].source->kind == SOURCE_CLIENT && !i)
			return;
		if (profile->stack.entry[i].source->kind == SOURCE_CLIENT) {
			log_note("'discred token %s' gives it where no source before client_credentials answers",
				 profile->id);
			return;
		}
	}
	log_note("'discred token %s' goes on giving the user's token: its stack has no source client_credentials",
		 profile->id);
}

int auth_login_owner(const struct auth *auth, struct error *err)
{
	struct renewal renewal = auth_renewal(auth, -1, -1);
	struct token token = TOKEN_INIT;
	enum source_result result = SOURCE_FAIL;
	char relative[CLOCK_TEXT];
	char *scope = NULL;
	bool renewed;

	renewal.force = true;
	if (!source_token_owner_scope(&auth->profile, scope_in_stack(&auth->profile), &scope, err))
		result = renewal_owner(&renewal, scope, &token, &renewed, err);
	if (result == SOURCE_OK) {
		clock_relative(token.expires, clock_now(), relative);
		printf("profile '%s': a token for the application's owner with scope '%s', expires %s\n",
		       auth->profile.id, token.scope, token.expires ? relative : "never");
		note_use(&auth->profile);
	} else {
		error_prefix(err, "profile '%s'", auth->profile.id);
	}
	token_release(&token);
	free(scope);
	return result == SOURCE_OK ? 0 : -1;
}
