/*
 * discred profile default: which profile is meant when none is named, and making it another.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/opt.h"
#include "cmd/profile/profile.h"
#include "core/profile/config_set.h"

static bool is_there(const char *name, const struct environ *env)
{
	struct error err = ERROR_INIT;
	char *path = NULL;
	bool there = !profile_locate(name, env, &path, &err) || err.code != ERROR_NONE;

	free(path);
	return there;
}

static int print(const struct environ *env, struct error *err)
{
	char *name = NULL;
	int result = profile_pick(NULL, env, stderr, &name, err);

	if (!result) {
		printf("%s\n", name);
		if (!is_there(name, env))
			log_warn("there is no profile '%s'", name);
	} else if (err->code == ERROR_USAGE) {
		error_hint(err, "choose one with 'discred profile default NAME'");
	}
	free(name);
	return result;
}

int profile_change_default(const char *name, const struct environ *env, struct error *err)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	int result = config_set_default(env, name, &list, err);

	if (result && list.count) {
		diagnostics_print(stderr, &list);
		error_set(err, ERROR_CONFIG, "'%s' has %zu error%s and was not changed", list.path, list.count,
			  list.count == 1 ? "" : "s");
		error_hint(err, "correct the file");
	}
	diagnostics_release(&list);
	return result;
}

static int set(const char *name, const struct environ *env, struct error *err)
{
	char *path = NULL;
	int result = profile_locate(name, env, &path, err);

	if (!result)
		result = profile_change_default(name, env, err);
	if (!result)
		printf("the default profile is '%s'\n", name);
	if (!result && env->profile && strcmp(env->profile, name) != 0)
		log_warn("DISCRED_PROFILE is set, and names '%s'", env->profile);
	free(path);
	return result;
}

int profile_default(int argc, char **argv, const struct environ *env, struct error *err)
{
	static const struct opt_line line = {
	    .usage = "discred profile default [OPTIONS] [PROFILE]",
	    .summary = "Prints which profile is meant when none is named, or sets default_profile in your config.cfg.",
	};
	const char *argument;
	int go = opt_parse_one(&line, argc, argv, NULL, &argument, err);

	if (go <= 0)
		return go;
	return argument ? set(argument, env, err) : print(env, err);
}
