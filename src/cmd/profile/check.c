/*
 * discred profile check: every mistake with its place, and warnings for settings that will fail. No network.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/opt.h"
#include "cmd/profile/profile.h"
#include "cmd/profile/warn.h"
#include "core/profile/config.h"
#include "discred/store.h"

struct options {
	bool all;
};

static const struct opt_spec specs[] = {
    OPT_FLAG('a', "all", struct options, all, "every profile, and config.cfg"),
    OPT_SPEC_END,
};

static void warn(const struct profile *profile, const struct environ *env, size_t *count)
{
	struct strings warnings = STRINGS_INIT;
	struct error no_store = ERROR_INIT;
	struct store store;
	bool open = !store_open(&store, &store_table, profile->store, env, &no_store);

	profile_warnings(profile, env, open ? &store : NULL, &warnings);
	for (size_t i = 0; i < warnings.count; i++) {
		text_sanitize(warnings.item[i]);
		fprintf(stderr, "%s\n", warnings.item[i]);
	}
	*count = warnings.count;
	if (open)
		store_close(&store);
	strings_release(&warnings);
}

static int check_one(const char *name, const struct environ *env, struct error *err)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct profile profile;
	size_t warnings = 0;
	int result = profile_load(&profile, name, env, &source_table, &list, err);

	if (!result) {
		warn(&profile, env, &warnings);
		profile_release(&profile);
		if (warnings)
			printf("profile '%s': ok, with %zu warning%s\n", name, warnings, warnings == 1 ? "" : "s");
		else
			printf("profile '%s': ok\n", name);
	} else if (list.count) {
		diagnostics_print(stderr, &list);
		error_set(err, ERROR_CONFIG, "profile '%s' has %zu error%s", name, list.count,
			  list.count == 1 ? "" : "s");
		error_hint(err, "correct '%s'", list.path);
	}
	diagnostics_release(&list);
	return result;
}

/* The files that no profile is, and every profile looks into. */
static int check_config(const struct environ *env, struct error *err)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct config config;
	int result = config_load(&config, env, &list, err);

	if (!result) {
		struct error absent = ERROR_INIT;
		char *path = NULL;

		if (config.default_profile && profile_locate(config.default_profile, env, &path, &absent) < 0 &&
		    absent.code == ERROR_NONE)
			fprintf(stderr, "%s:%u:%u: warning: there is no profile '%s'\n", config.default_path,
				config.default_at.line, config.default_at.column, config.default_profile);
		free(path);
		config_release(&config);
	} else if (list.count) {
		profile_complain(stderr, &list, err);
	}
	diagnostics_release(&list);
	return result;
}

/* One with mistakes does not hide those of the next. */
static int check_all(const struct environ *env, struct error *err)
{
	struct strings names = STRINGS_INIT;
	struct error trouble = ERROR_INIT;
	size_t broken = 0;
	bool config;

	if (profile_list(env, &names, err) < 0)
		return -1;
	config = !check_config(env, &trouble);
	if (!config)
		error_report(stderr, program_invocation_short_name, &trouble);
	for (size_t i = 0; i < names.count; i++) {
		trouble = (struct error)ERROR_INIT;
		if (check_one(names.item[i], env, &trouble) < 0) {
			error_report(stderr, program_invocation_short_name, &trouble);
			broken++;
		}
	}
	profile_tell_skipped(env);
	if (!names.count)
		log_note("there is no profile yet");
	if (broken)
		error_set(err, ERROR_CONFIG, "%zu of %zu profiles %s errors%s", broken, names.count,
			  broken == 1 ? "has" : "have", config ? "" : ", and so has config.cfg");
	else if (!config)
		error_set(err, ERROR_CONFIG, "config.cfg has errors");
	strings_release(&names);
	return broken || !config ? -1 : 0;
}

static int check_chosen(const char *argument, const struct environ *env, struct error *err)
{
	char *name = NULL;
	int result = profile_pick(argument, env, stderr, &name, err);

	if (!result)
		result = check_one(name, env, err);
	free(name);
	return result;
}

int profile_check(int argc, char **argv, const struct environ *env, struct error *err)
{
	static const struct opt_line line = {
	    .usage = "discred profile check [OPTIONS] [PROFILE | --all]",
	    .summary = "Looks for mistakes in a profile, without a word to Discord. Warnings are no failure.",
	    .specs = specs,
	};
	const char *argument;
	struct options options = {.all = false};
	int go = opt_parse_one(&line, argc, argv, &options, &argument, err);

	if (go <= 0)
		return go;
	if (options.all && argument)
		return error_set(err, ERROR_USAGE, "option '--all' goes without a profile");
	return options.all ? check_all(env, err) : check_chosen(argument, env, err);
}
