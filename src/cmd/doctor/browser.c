#include <stdlib.h>

#include "base/browser.h"
#include "cmd/doctor/doctor.h"

static bool is_remote(const struct environ *env)
{
	const char *connection = environ_value(env, "SSH_CONNECTION");
	const char *terminal = environ_value(env, "SSH_TTY");

	return !env->display && ((connection && *connection) || (terminal && *terminal));
}

void doctor_browser(struct doctor *doctor)
{
	size_t place = checklist_add(doctor->list, "browser");
	struct error err = ERROR_INIT;
	const char *variable;
	char *program;

	if (!browser_find(doctor->env, &program, &variable, &err))
		check_ok(doctor->list, place, "'%s'%s%s", program, variable ? ", from " : "", variable ? variable : "");
	else if (is_remote(doctor->env))
		check_skip(doctor->list, place,
			   "SSH without a display: at a login, open the printed address where you sit, and paste the "
			   "one that it ends at");
	else
		check_set(doctor->list, place, CHECK_WARNING, &err);
	free(program);
}
