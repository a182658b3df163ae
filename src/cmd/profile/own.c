/* A profile's file in the user's own directory, and what else names the profile. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/path.h"
#include "cmd/profile/profile.h"
#include "core/profile/config.h"

int profile_own_path(const char *name, const struct environ *env, char **path, struct error *err)
{
	char *dir = NULL;

	if (profile_name_check(name, "", err) < 0 || path_own_config_dir(env, &dir, err) < 0)
		return -1;
	*path = xasprintf("%s/profiles/%s.cfg", dir, name);
	free(dir);
	return 0;
}

bool profile_is_file(const char *path)
{
	struct stat st;

	return !lstat(path, &st);
}

int profile_refuse_foreign(const char *name, const struct environ *env, const char *verb, struct error *err)
{
	char *path = NULL;

	if (profile_locate(name, env, &path, err) < 0) {
		/* Suggest no new profile to a person who removes or renames one. */
		if (err->code == ERROR_NONE && strncmp(err->hint, "did you mean", 12) != 0)
			error_hint(err, "'discred profile list' shows those that there are");
		return -1;
	}
	error_set(err, ERROR_USAGE, "profile '%s' is the system's, '%s': it cannot be %s here", name, path, verb);
	free(path);
	return -1;
}

static bool names(const char *text, const char *name)
{
	struct strings words = STRINGS_INIT;
	bool found;

	strings_split(&words, text, " \t\"'");
	found = strings_have(&words, name);
	strings_release(&words);
	return found;
}

void profile_warn_references(const char *name, const struct environ *env)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error ignored = ERROR_INIT;
	struct config config;
	char *path = NULL;

	if (!config_load(&config, env, &list, &ignored)) {
		if (config.default_profile && !strcmp(config.default_profile, name))
			log_warn("default_profile in '%s' still names '%s'", config.default_path, name);
		for (size_t i = 0; i < config.alias_names.count; i++)
			if (names(config.alias_values.item[i], name))
				log_warn("alias '%s' still names '%s': %s", config.alias_names.item[i], name,
					 config.alias_values.item[i]);
		config_release(&config);
	}
	if (env->profile && !strcmp(env->profile, name))
		log_warn("DISCRED_PROFILE still names '%s'", name);
	if (!profile_locate(name, env, &path, &ignored))
		log_warn("'%s' is now the system's profile, '%s'", name, path);
	free(path);
	diagnostics_release(&list);
}
