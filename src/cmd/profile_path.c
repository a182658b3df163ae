#include <stdio.h>
#include <stdlib.h>

#include "discred/opt.h"
#include "profile.h"

/* A file with mistakes has a path too, so it is not read. */
static int print(const char *argument, const struct environ *env, struct error *err)
{
	char *name = NULL;
	char *path = NULL;
	int result = profile_pick(argument, env, stderr, &name, err);

	if (!result)
		result = profile_locate(name, env, &path, err);
	if (!result)
		printf("%s\n", path);
	free(name);
	free(path);
	return result;
}

int profile_path(int argc, char **argv, const struct environ *env, struct error *err)
{
	static const struct opt_spec specs[] = {OPT_SPEC_END};
	const char *argument;
	struct opt opt;
	int id;

	opt_init(&opt, specs, argc, argv);
	id = opt_next(&opt, err);
	if (id < 0)
		return -1;
	if (id == OPT_HELP) {
		opt_print_help(stdout, "discred profile path [OPTIONS] [PROFILE]",
			       "Prints where the profile's file is.", specs);
		return 0;
	}
	argument = opt_argument(&opt);
	return opt_finish(&opt, err) < 0 ? -1 : print(argument, env, err);
}
