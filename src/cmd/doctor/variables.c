#include <stdlib.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/path.h"
#include "cmd/doctor/doctor.h"

static bool is_set(const struct environ *env, const char *name)
{
	const char *value = environ_value(env, name);

	return value && *value;
}

static void check_home(struct doctor *doctor)
{
	const struct environ *env = doctor->env;
	size_t place = checklist_add(doctor->list, "home");
	struct error err = ERROR_INIT;
	struct stat status;

	if (!env->home) {
		error_set(&err, ERROR_SYS,
			  "there is no home directory: neither HOME nor the password database name one");
		error_hint(&err, "set HOME to an absolute path");
		check_set(doctor->list, place, env->config_home && env->state_home ? CHECK_WARNING : CHECK_FAILED,
			  &err);
	} else if (stat(env->home, &status) < 0 || !S_ISDIR(status.st_mode)) {
		error_set(&err, ERROR_SYS, "'%s' is no directory", env->home);
		error_hint(&err, "set HOME to your home directory, or make that one");
		check_fail(doctor->list, place, &err);
	} else if (!is_set(env, "HOME")) {
		check_ok(doctor->list, place, "'%s', from the password database, since HOME is not set", env->home);
	} else if (*environ_value(env, "HOME") != '/') {
		error_set(&err, ERROR_SYS, "HOME is no absolute path: '%s' of the password database is taken",
			  env->home);
		error_hint(&err, "set HOME to an absolute path");
		check_set(doctor->list, place, CHECK_WARNING, &err);
	} else {
		check_ok(doctor->list, place, "'%s'", env->home);
	}
}

/* Whether an entry of a search path is no absolute one: it would depend on the working directory. */
static bool has_relative(const char *value)
{
	struct strings entries = STRINGS_INIT;
	bool relative = false;

	strings_split(&entries, value, ":");
	for (size_t i = 0; i < entries.count; i++)
		relative = relative || entries.item[i][0] != '/';
	strings_release(&entries);
	return relative;
}

/* The dispatcher sets it if it is unset. */
static bool is_standard_exec_path(const struct environ *env)
{
	const struct environ unset = {.exec_path = NULL};

	return env->exec_path && !strcmp(env->exec_path, path_exec_dir(&unset));
}

/* Names only: what is in them is shown where it is used. */
static void check_variables(struct doctor *doctor)
{
	static const char *const single[] = {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR",
					     "DISCRED_EXEC_PATH"};
	const size_t single_count = ARRAY_LEN(single) - is_standard_exec_path(doctor->env);
	static const char *const lists[] = {"XDG_CONFIG_DIRS", "PATH"};
	const struct environ *env = doctor->env;
	size_t place = checklist_add(doctor->list, "variables");
	struct strings good = STRINGS_INIT;
	struct strings bad = STRINGS_INIT;
	struct error err = ERROR_INIT;
	char *names;

	for (size_t i = 0; i < single_count; i++)
		if (is_set(env, single[i]))
			strings_add(*environ_value(env, single[i]) == '/' ? &good : &bad, single[i]);
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		if (is_set(env, lists[i]))
			strings_add(has_relative(environ_value(env, lists[i])) ? &bad : &good, lists[i]);
	names = strings_join(bad.count ? &bad : &good, ", ");
	if (bad.count) {
		error_set(&err, ERROR_SYS, "what is no absolute path is ignored in %s", names);
		error_hint(&err, "write absolute paths there, or unset them");
		check_set(doctor->list, place, CHECK_WARNING, &err);
	} else {
		check_ok(doctor->list, place,
			 good.count ? "absolute paths in %s" : "none that names a directory is set", names);
	}
	free(names);
	strings_release(&good);
	strings_release(&bad);
}

void doctor_variables(struct doctor *doctor)
{
	check_home(doctor);
	check_variables(doctor);
}
