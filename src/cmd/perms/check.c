#include <stdio.h>

#include "base/opt.h"
#include "cmd/perms/perms.h"

struct options {
	struct perms_needs needs;
	bool json;
};

static int take_needs(void *to, const char *text, struct error *err)
{
	struct options *options = to;

	return perms_add_needs(&options->needs, text, err);
}

static const struct opt_spec specs[] = {
    OPT_TAKE('n', "needs", "EXPR", take_needs, "what has to be held; may be repeated"),
    OPT_FLAG(0, "json", struct options, json, "an object with have, needs, missing, missing_names and holds"),
    OPT_SPEC_END,
};

static const struct opt_line line = {
    .usage = "discred perms check [OPTIONS] HAVE --needs EXPR",
    .summary = "Ends with status 0 when HAVE holds all that is needed (ADMINISTRATOR holds all), "
	       "else with 1 after printing what is missing, one a line.",
    .specs = specs,
    .print_more = perms_print_grammar,
};

static int judge(uint64_t have, uint64_t needs, bool json, struct error *err)
{
	uint64_t missing;
	bool holds = permission_holds(have, needs, &missing);

	if (!json)
		perms_print_names(NULL, missing);
	else if (json_print(json_pack("{s:o, s:o, s:o, s:o, s:b}", "have", perms_json_value(have), "needs",
				      perms_json_value(needs), "missing", perms_json_value(missing), "missing_names",
				      perms_json_names(missing), "holds", holds),
			    stdout, err) < 0)
		return -1;
	return holds ? 0 : perms_end_missing(err);
}

int perms_check(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct options options = {.json = false};
	uint64_t have = 0;
	const char *text;
	int result = opt_parse_one(&line, argc, argv, &options, &text, err);

	(void)env;
	if (result <= 0)
		return result;
	if (!text || !options.needs.given)
		return error_set(err, ERROR_USAGE,
				 text ? "option '--needs' is missing" : "a value to check is missing");
	if (perms_parse(text, &have, err) < 0)
		return -1;
	return judge(have, options.needs.value, options.json, err);
}
