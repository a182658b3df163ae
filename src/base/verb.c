#include "base/verb.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/opt.h"

static void print_verbs(FILE *out, const char *command, const char *summary, const struct verb *verbs)
{
	fprintf(out, "usage: %s VERB [OPTIONS]\n", command);
	opt_print_text(out, summary);
	fputc('\n', out);
	for (const struct verb *verb = verbs; verb->name; verb++) {
		char left[64];

		snprintf(left, sizeof(left), "%s %s", verb->name, verb->usage);
		opt_print_row(out, 31, left, verb->summary);
	}
	fputc('\n', out);
	opt_print_common(out);
	fprintf(out, "\nsee '%s VERB --help' for the options of one\n", command);
}

static int unknown_verb(const struct verb *verbs, const char *name, struct error *err)
{
	const char *names[32];
	const char *nearest;
	size_t count = 0;

	for (const struct verb *verb = verbs; verb->name && count < ARRAY_LEN(names); verb++)
		names[count++] = verb->name;
	nearest = strings_nearest(names, count, name);
	error_set(err, ERROR_USAGE, "no verb '%s'", name);
	return nearest ? error_hint(err, "did you mean '%s'?", nearest) : -1;
}

int verb_run(const char *command, const char *summary, const struct verb *verbs, int argc, char **argv,
	     const struct environ *env, struct error *err)
{
	int taken;

	while ((taken = opt_take_common(argc - 1, argv + 1, err)) > 0) {
		argc -= taken;
		argv += taken;
	}
	if (taken < 0)
		return -1;
	if (argc >= 2 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		print_verbs(stdout, command, summary, verbs);
		return 0;
	}
	if (argc < 2) {
		print_verbs(stderr, command, summary, verbs);
		error_set(err, ERROR_USAGE, "no verb was given");
		return error_hint(err, "choose one of these");
	}
	for (const struct verb *verb = verbs; verb->name; verb++)
		if (!strcmp(verb->name, argv[1]))
			return verb->run(argc - 1, argv + 1, env, err);
	return unknown_verb(verbs, argv[1], err);
}
