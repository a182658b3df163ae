/*
 * What the verbs that take --all do with all profiles: one after the other, and none hides what became of the others.
 */
#include <errno.h>
#include <stdio.h>

#include "cmd/auth/auth.h"

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
