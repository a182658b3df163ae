#include <stdlib.h>

#include "discred/log.h"
#include "discred/profile.h"

int profile_open(struct profile *profile, const char *argument, const struct environ *env,
		 const struct source_table *sources, FILE *complaints, struct error *err)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	char *name = NULL;
	int result = profile_choose(argument, env, &name, &list, err);

	if (!result)
		result = profile_load(profile, name, env, sources, &list, err);
	if (!result)
		log_detail("profile '%s': read from '%s'", profile->id, profile->path);
	if (result && list.count) {
		diagnostics_print(complaints, &list);
		error_set(err, ERROR_CONFIG, "'%s' has %zu error%s and was not used", list.path, list.count,
			  list.count == 1 ? "" : "s");
		error_hint(err, "correct the file");
	}
	diagnostics_release(&list);
	free(name);
	return result;
}
