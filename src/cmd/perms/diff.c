#include <stdio.h>

#include "base/opt.h"
#include "cmd/perms/perms.h"

struct options {
	bool json;
};

static const struct opt_spec specs[] = {
    OPT_FLAG(0, "json", struct options, json, "an object with a, b, and gained, lost and kept with their ..._names"),
    OPT_SPEC_END,
};

static const struct opt_line line = {
    .usage = "discred perms diff [OPTIONS] A B",
    .summary = "Shows what B gained, lost and kept of A, one permission a line.",
    .specs = specs,
    .print_more = perms_print_grammar,
};

static int compare(uint64_t a, uint64_t b, bool json, struct error *err)
{
	uint64_t gained = b & ~a;
	uint64_t lost = a & ~b;
	uint64_t kept = a & b;

	if (json)
		return json_print(json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "a", perms_json_value(a), "b",
					    perms_json_value(b), "gained", perms_json_value(gained), "gained_names",
					    perms_json_names(gained), "lost", perms_json_value(lost), "lost_names",
					    perms_json_names(lost), "kept", perms_json_value(kept), "kept_names",
					    perms_json_names(kept)),
				  stdout, err);
	perms_print_names("gained", gained);
	perms_print_names("lost  ", lost);
	perms_print_names("kept  ", kept);
	return 0;
}

int perms_diff(int argc, char **argv, const struct environ *env, struct error *err)
{
	const char *texts[2];
	uint64_t values[2];
	struct options options = {.json = false};
	struct opt_arguments arguments;
	int result = opt_parse(&line, argc, argv, &options, &arguments, err);

	(void)env;
	if (result <= 0)
		return result;
	for (size_t i = 0; i < 2; i++) {
		texts[i] = opt_argument(&arguments);
		if (!texts[i])
			return error_set(err, ERROR_USAGE, "two values are needed");
	}
	if (opt_finish(&arguments, err) < 0 || perms_parse(texts[0], &values[0], err) < 0 ||
	    perms_parse(texts[1], &values[1], err) < 0)
		return -1;
	return compare(values[0], values[1], options.json, err);
}
