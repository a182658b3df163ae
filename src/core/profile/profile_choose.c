#include <stdlib.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/path.h"
#include "core/profile/config.h"
#include "discred/profile.h"

int profile_name_check(const char *name, const char *origin, struct error *err)
{
	if (name_valid(name))
		return 0;
	error_set(err, ERROR_USAGE, "'%s'%s cannot be the name of a profile", name, origin);
	return error_hint(err, "names are letters, digits, '.', '_' and '-', 64 at most, with a letter or digit first");
}

static int choose_named(const char *text, const char *origin, char **name, struct error *err)
{
	if (profile_name_check(text, origin, err) < 0)
		return -1;
	*name = xstrdup(text);
	return 0;
}

static int choose_none(struct error *err)
{
	error_set(err, ERROR_NONE, "there is no profile yet");
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
		result = choose_none(err);
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
