#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/path.h"
#include "cmd/doctor/doctor.h"

static void check_state(struct doctor *doctor)
{
	size_t place = checklist_add(doctor->list, "state");
	struct directory directory;
	struct error err = ERROR_INIT;
	enum check_state state;
	char *path;

	if (path_state_dir(doctor->env, &path, &err) < 0) {
		check_fail(doctor->list, place, &err);
		return;
	}
	directory_look(&directory, path, doctor->env->uid, true);
	state = diagnosis_directory(&directory.facts, DIRECTORY_STATE, &err);
	check_set(doctor->list, place, state, &err);
	directory_release(&directory);
	free(path);
}

static void add_context(struct error *err, const char *what)
{
	char hint[sizeof(err->hint)];
	char *text = xasprintf("%.350s: %.150s", err->text, what);

	snprintf(hint, sizeof(hint), "%s", err->hint);
	error_set(err, err->code, "%s", text);
	error_hint(err, "%s", hint);
	free(text);
}

/* The one in use. What the store can't write there goes to the state directory; what is unsafe stops it. */
static void judge_used(struct doctor *doctor, size_t place, const char *path)
{
	struct directory directory;
	struct error err = ERROR_INIT;
	enum check_state state;

	directory_look(&directory, path, doctor->env->uid, true);
	state = diagnosis_directory(&directory.facts, DIRECTORY_STATE, &err);
	if (state == CHECK_FAILED && err.code == ERROR_SYS) {
		add_context(&err, "tokens are kept in the state directory");
		state = CHECK_WARNING;
	}
	check_set(doctor->list, place, state, &err);
	directory_release(&directory);
}

/* Where XDG_RUNTIME_DIR is passed over: why, and what is done instead. */
static void judge_passed_over(struct doctor *doctor, size_t place, const char *instead)
{
	struct directory directory;
	struct error err = ERROR_INIT;

	directory_look(&directory, doctor->env->runtime_dir, doctor->env->uid, false);
	(void)!diagnosis_private(&directory.facts, &err);
	add_context(&err, instead);
	error_prefix(&err, "XDG_RUNTIME_DIR");
	check_set(doctor->list, place, CHECK_WARNING, &err);
	directory_release(&directory);
}

static bool is_below(const char *path, const char *directory)
{
	size_t len = strlen(directory);

	return !strncmp(path, directory, len) && path[len] == '/';
}

static void check_runtime(struct doctor *doctor)
{
	size_t place = checklist_add(doctor->list, "runtime");
	const char *wanted = doctor->env->runtime_dir;
	char *path = path_runtime_dir(doctor->env);
	char *instead;

	if (path && (!wanted || is_below(path, wanted))) {
		judge_used(doctor, place, path);
	} else if (path) {
		instead = xasprintf("'%s' is used instead", path);
		judge_passed_over(doctor, place, instead);
		free(instead);
	} else if (wanted) {
		judge_passed_over(doctor, place, "tokens are kept in the state directory, and outlive the session");
	} else {
		check_ok(doctor->list, place, "there is none: tokens are kept in the state directory");
	}
	free(path);
}

void doctor_state(struct doctor *doctor)
{
	check_state(doctor);
	check_runtime(doctor);
}
