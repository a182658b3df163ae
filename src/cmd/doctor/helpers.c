#include <stdlib.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/path.h"
#include "cmd/doctor/doctor.h"
#include "discred/protocol.h"

/* They are names of discred-token (protocol.h). */
static bool is_ours(const struct environ *env, const char *path)
{
	char *token = xasprintf("%s/discred-token", path_exec_dir(env));
	struct stat there;
	struct stat ours;
	bool same =
	    !stat(path, &there) && !stat(token, &ours) && there.st_dev == ours.st_dev && there.st_ino == ours.st_ino;

	free(token);
	return same;
}

static void look_for(struct doctor *doctor, const char *name, const char *program)
{
	size_t place = checklist_add(doctor->list, name);
	char *path = path_find_program(doctor->env, program);
	struct error err = ERROR_INIT;

	if (!path) {
		check_skip(doctor->list, place, "there is no '%s' on the PATH, for %s to find", program, name);
	} else if (is_ours(doctor->env, path)) {
		check_ok(doctor->list, place, "'%s'", path);
	} else {
		error_set(&err, ERROR_SYS, "'%s' is of another installation of discred", path);
		error_hint(&err, "remove it, or put the directory of the right one before it on the PATH");
		check_set(doctor->list, place, CHECK_WARNING, &err);
	}
	free(path);
}

void doctor_helpers(struct doctor *doctor)
{
	for (size_t i = 0; i < protocol_table_count; i++)
		if (protocol_table[i]->argv0)
			look_for(doctor, protocol_table[i]->name, protocol_table[i]->argv0);
}
