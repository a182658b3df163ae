/*
 * discred doctor: whether everything that discred needs is there and works on this machine, looked at for real, and
 * what to do about what is not.
 */
#include "cmd/doctor/doctor.h"

#include <stdio.h>

#include "base/opt.h"
#include "base/terminal.h"
#include "core/output/json_layout.h"
#include "discred/main.h"

struct options {
	bool json;
	bool offline;
};

static const struct opt_spec specs[] = {
    OPT_FLAG(0, "json", struct options, json, "one JSON object"),
    OPT_FLAG(0, "offline", struct options, offline, "leave the network alone"),
    OPT_SPEC_END,
};

/* The order is that in which things depend on each other: the first failure is the one to mend first. */
static void look(struct doctor *doctor, const char *argument, struct profile *profile)
{
	doctor_programs(doctor);
	doctor_variables(doctor);
	doctor_config(doctor);
	if (doctor_profile(doctor, argument, profile))
		doctor->profile = profile;
	doctor_state(doctor);
	doctor_shared(doctor);
	doctor_seal(doctor);
	doctor_sources(doctor);
	doctor_login(doctor);
	doctor_network(doctor);
}

static void print_text(const struct checklist *list)
{
	size_t warnings = checklist_count(list, CHECK_WARNING);

	checklist_print(stdout, "discred " DISCRED_VERSION, list, terminal_width(stdout));
	if (checklist_count(list, CHECK_FAILED))
		return;
	if (warnings)
		printf("nothing failed, %zu warning%s\n", warnings, warnings == 1 ? "" : "s");
	else
		puts("nothing failed");
}

static int print_json(const struct doctor *doctor, struct error *err)
{
	json_t *value = checklist_json(doctor->profile ? doctor->profile->id : NULL, doctor->list);

	json_object_set_new(value, "version", json_string(DISCRED_VERSION));
	return json_print(value, stdout, err);
}

static int run(const char *argument, bool json, bool offline, const struct environ *env, struct error *err)
{
	struct checklist list = CHECKLIST_INIT;
	struct doctor doctor = {.env = env, .list = &list, .offline = offline};
	struct profile profile;
	int result = 0;

	json_wipe_on_free();
	look(&doctor, argument, &profile);
	if (json)
		result = print_json(&doctor, err);
	else
		print_text(&list);
	if (!result)
		result = checklist_verdict(&list, err);
	if (doctor.profile)
		profile_release(&profile);
	checklist_release(&list);
	return result;
}

int cmd_main(int argc, char **argv, const struct environ *env, struct error *err)
{
	static const struct opt_line line = {
	    .usage = "discred doctor [OPTIONS] [PROFILE]",
	    .summary = "Looks whether all that discred needs on this machine is there and works, and says what to do.",
	    .specs = specs,
	};
	const char *argument;
	struct options options = {.json = false};
	int go = opt_parse_one(&line, argc, argv, &options, &argument, err);

	if (go <= 0)
		return go;
	return run(argument, options.json, options.offline, env, err);
}
