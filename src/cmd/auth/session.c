#include "cmd/auth/session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/auth/store.h"
#include "discred/source.h"

int auth_open(struct auth *auth, const char *profile, const struct environ *env, struct error *err)
{
	*auth = (struct auth){.env = env, .http = HTTP_SETTINGS_INIT};
	if (profile_open(&auth->profile, profile, env, &source_table, stderr, err) < 0)
		return -1;
	profile_secret_variables(&auth->profile, &auth->scrub);
	if (auth_store_open(&auth->store, auth->profile.store, env, &auth->scrub, err) < 0) {
		strings_release(&auth->scrub);
		profile_release(&auth->profile);
		return -1;
	}
	auth->user_agent = profile_user_agent(&auth->profile);
	auth->http.user_agent = auth->user_agent;
	auth->http.ca_file = auth->profile.ca_file;
	auth->http.env = env;
	return 0;
}

void auth_close(struct auth *auth)
{
	free(auth->user_agent);
	store_close(&auth->store);
	strings_release(&auth->scrub);
	profile_release(&auth->profile);
}

int auth_all(const struct environ *env, int (*visit)(const char *name, void *data, struct error *err), void *data,
	     const char *failure, struct error *err)
{
	struct strings names = STRINGS_INIT;
	enum error_code first = ERROR_OK;
	size_t failed = 0;

	if (profile_list(env, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.count; i++) {
		struct error trouble = ERROR_INIT;

		if (visit(names.item[i], data, &trouble) == 0)
			continue;
		/* In a journal, where both streams meet, the lines are in the order of the profiles. */
		fflush(stdout);
		error_report(stderr, program_invocation_short_name, &trouble);
		if (!failed++)
			first = trouble.code;
	}
	if (failed) {
		error_set(err, first, "%s %zu of %zu profiles", failure, failed, names.count);
		error_hint(err, "see above");
	}
	strings_release(&names);
	return failed ? -1 : 0;
}
