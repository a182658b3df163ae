#include <stdlib.h>

#include "base/log.h"
#include "discred/profile.h"

int profile_complain(FILE *complaints, const struct diagnostics *list, struct error *err)
{
	diagnostics_print(complaints, list);
	error_set(err, ERROR_CONFIG, "'%s' has %zu error%s and was not used", list->path, list->count,
		  list->count == 1 ? "" : "s");
	return error_hint(err, "correct the file");
}

int profile_pick(const char *argument, const struct environ *env, FILE *complaints, char **name, struct error *err)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	int result = profile_choose(argument, env, name, &list, err);

	if (result && list.count)
		profile_complain(complaints, &list, err);
	diagnostics_release(&list);
	return result;
}

int profile_open(struct profile *profile, const char *argument, const struct environ *env,
		 const struct source_table *sources, FILE *complaints, struct error *err)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	char *name = NULL;
	int result = profile_pick(argument, env, complaints, &name, err);

	if (!result) {
		result = profile_load(profile, name, env, sources, &list, err);
		if (result)
			profile_choice_explain(argument, env, err);
		if (result && list.count)
			profile_complain(complaints, &list, err);
		if (!result)
			log_detail("profile '%s': read from '%s'", profile->id, profile->path);
	}
	diagnostics_release(&list);
	free(name);
	return result;
}
