#include <stdlib.h>

#include "base/memory.h"
#include "base/path.h"
#include "base/trust.h"
#include "cmd/doctor/doctor.h"
#include "core/profile/config.h"

static enum check_state look_at(const char *path, const struct environ *env, struct error *err)
{
	struct error unsafe = ERROR_INIT;
	struct directory directory;
	enum check_state state;

	directory_look(&directory, path, env->uid, true);
	state = diagnosis_directory(&directory.facts, DIRECTORY_CONFIG, err);
	directory_release(&directory);
	/* What makes every profile there be refused may lie above it. */
	if (state == CHECK_OK && trust_directory(env, path, &unsafe) < 0 && unsafe.code != ERROR_NONE) {
		*err = unsafe;
		state = CHECK_FAILED;
	}
	return state;
}

/* The user's own, and the profiles in it. Others are for whoever looks after the system. */
static void check_directory(struct doctor *doctor)
{
	const struct environ *env = doctor->env;
	size_t place = checklist_add(doctor->list, "config");
	struct strings dirs = STRINGS_INIT;
	struct error below = ERROR_INIT;
	struct error err = ERROR_INIT;
	enum check_state state;
	char *profiles;

	if (!env->config_home && !env->home) {
		check_skip(doctor->list, place, "without a home directory there is none of your own");
		return;
	}
	path_config_dirs(env, &dirs);
	state = look_at(dirs.item[0], env, &err);
	profiles = xasprintf("%s/profiles", dirs.item[0]);
	if (state == CHECK_OK) {
		state = look_at(profiles, env, &below);
		if (state != CHECK_OK)
			err = below;
	}
	check_set(doctor->list, place, state, &err);
	free(profiles);
	strings_release(&dirs);
}

/* The default is worth nothing without its file, whatever may be in that. */
static void judge_config(struct doctor *doctor, size_t place, const struct config *config)
{
	const char *name = config->default_profile;
	struct error err = ERROR_INIT;
	char *path = NULL;

	if (name && profile_locate(name, doctor->env, &path, &err) < 0 && err.code == ERROR_NONE) {
		error_set(&err, ERROR_NONE, "there is no profile '%s', which default_profile names", name);
		error_hint(&err, "correct default_profile in config.cfg");
		check_set(doctor->list, place, CHECK_WARNING, &err);
	} else {
		check_ok(doctor->list, place, "default_profile: %s, aliases: %zu", name ? name : "none",
			 config->alias_names.count);
	}
	free(path);
}

/* The first complaint, and how many more there are. */
static void fail(struct doctor *doctor, size_t place, const struct diagnostics *complaints, const struct error *err,
		 const char *hint)
{
	struct error all = *err;

	if (complaints->count > 1)
		error_set(&all, err->code, "%.400s (and %zu more)", err->text, complaints->count - 1);
	if (complaints->count)
		error_hint(&all, "correct the file%s%s", hint ? "; " : "", hint ? hint : "");
	check_fail(doctor->list, place, &all);
}

/* A row only where there is something to tell. */
static void check_skipped(struct doctor *doctor)
{
	struct strings reasons = STRINGS_INIT;
	struct error err = ERROR_INIT;

	profile_list_skipped(doctor->env, &reasons);
	if (reasons.count) {
		error_set(&err, ERROR_CONFIG, "%s", reasons.item[0]);
		if (reasons.count > 1)
			error_set(&err, ERROR_CONFIG, "%.400s (and %zu more)", reasons.item[0], reasons.count - 1);
		error_hint(&err, "rename it, or move it elsewhere");
		check_set(doctor->list, checklist_add(doctor->list, "profiles"), CHECK_WARNING, &err);
	}
	strings_release(&reasons);
}

void doctor_config(struct doctor *doctor)
{
	struct diagnostics complaints = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct config config;
	size_t place;

	check_directory(doctor);
	place = checklist_add(doctor->list, "config.cfg");
	if (config_load(&config, doctor->env, &complaints, &err) < 0) {
		fail(doctor, place, &complaints, &err, NULL);
	} else {
		judge_config(doctor, place, &config);
		config_release(&config);
	}
	diagnostics_release(&complaints);
	check_skipped(doctor);
}

/* Nothing is wrong with a machine that has no profile, or several; but there is less to look at. */
static bool is_left_open(const struct environ *env, const char *argument, struct error *err)
{
	struct strings names = STRINGS_INIT;
	struct error ignored = ERROR_INIT;
	bool open = !argument && !env->profile && !profile_list(env, &names, &ignored) && names.count != 1;

	if (open && !names.count)
		error_hint(err, "run 'discred profile new'");
	else if (open)
		error_hint(err, "name the one to look at: 'discred doctor %s'", names.item[0]);
	strings_release(&names);
	return open && (err->code == ERROR_NONE || err->code == ERROR_USAGE);
}

bool doctor_profile(struct doctor *doctor, const char *argument, struct profile *profile)
{
	size_t place = checklist_add(doctor->list, "profile");
	struct diagnostics complaints = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	char *name = NULL;
	char *hint;
	bool loaded = false;

	if (profile_choose(argument, doctor->env, &name, &complaints, &err) < 0) {
		if (complaints.count)
			check_skip(doctor->list, place, "which one is meant stands in config.cfg");
		else if (is_left_open(doctor->env, argument, &err))
			check_set(doctor->list, place, err.code == ERROR_NONE ? CHECK_WARNING : CHECK_SKIPPED, &err);
		else
			check_fail(doctor->list, place, &err);
	} else if (profile_load(profile, name, doctor->env, &source_table, &complaints, &err) < 0) {
		hint = xasprintf("'discred profile check %s' shows all of it", name);
		fail(doctor, place, &complaints, &err, hint);
		free(hint);
	} else {
		check_ok(doctor->list, place, "'%s'", profile->path);
		loaded = true;
	}
	diagnostics_release(&complaints);
	free(name);
	return loaded;
}
