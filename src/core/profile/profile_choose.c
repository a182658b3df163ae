#include <stdlib.h>

#include "base/log.h"
#include "base/memory.h"
#include "core/profile/config.h"
#include "discred/profile.h"

static int choose_named(const char *text, const char *origin, char **name, struct error *err)
{
	if (profile_name_check(text, origin, err) < 0)
		return -1;
	*name = xstrdup(text);
	return 0;
}

static int choose_none(const struct environ *env, struct error *err)
{
	struct strings skipped = STRINGS_INIT;

	profile_list_skipped(env, &skipped);
	error_set(err, ERROR_NONE, "there is no profile yet%s%s", skipped.count ? "; " : "",
		  skipped.count ? skipped.item[0] : "");
	strings_release(&skipped);
	return error_hint(err, "run 'discred profile new'");
}

static int choose_only(const struct environ *env, char **name, struct error *err)
{
	struct strings names = STRINGS_INIT;
	int result = profile_list(env, &names, err);

	if (result) {
		;
	} else if (names.count == 1) {
		log_detail("profile '%s': the only one there is", names.item[0]);
		*name = xstrdup(names.item[0]);
	} else if (!names.count) {
		result = choose_none(env, err);
	} else {
		char *all = strings_join(&names, ", ");

		error_set(err, ERROR_USAGE, "there are several profiles: %s", all);
		result = error_hint(err, "name one, or set DISCRED_PROFILE, or default_profile in config.cfg");
		free(all);
	}
	strings_release(&names);
	return result;
}

void profile_choice_explain(const char *argument, const struct environ *env, struct error *err)
{
	if (err->code == ERROR_NONE && !argument)
		error_prefix(err, env->profile ? "DISCRED_PROFILE" : "default_profile of config.cfg");
}

int profile_choose(const char *argument, const struct environ *env, char **name, struct diagnostics *list,
		   struct error *err)
{
	struct config config;
	int result;

	if (argument)
		return choose_named(argument, "", name, err);
	if (env->profile)
		log_detail("profile '%s': from DISCRED_PROFILE", env->profile);
	if (env->profile)
		return choose_named(env->profile, ", from DISCRED_PROFILE,", name, err);
	if (config_load(&config, env, list, err) < 0)
		return -1;
	if (config.default_profile) {
		log_detail("profile '%s': from %s:%u", config.default_profile, config.default_path,
			   config.default_at.line);
		*name = xstrdup(config.default_profile);
		result = 0;
	} else {
		result = choose_only(env, name, err);
	}
	config_release(&config);
	return result;
}

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
