#include <stdio.h>
#include <stdlib.h>

#include "base/opt.h"
#include "cmd/profile/profile.h"

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
	static const struct opt_line line = {
	    .usage = "discred profile path [OPTIONS] [PROFILE]",
	    .summary = "Prints where the profile's file is.",
	};
	const char *argument;
	int go = opt_parse_one(&line, argc, argv, NULL, &argument, err);

	return go > 0 ? print(argument, env, err) : go;
}
