#include <stdio.h>

#include "base/opt.h"
#include "cmd/perms/perms.h"

enum { OPT_NEEDS = OPT_FIRST, OPT_JSON };

static const struct opt_spec specs[] = {
    {OPT_NEEDS, 'n', "needs", "EXPR", "what has to be held; may be repeated"},
    {OPT_JSON, 0, "json", NULL, "an object with have, needs, missing, missing_names and holds"},
    OPT_SPEC_END,
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
	uint64_t have = 0;
	uint64_t needs = 0;
	bool asked = false;
	bool json = false;
	const char *text;
	struct opt opt;
	int id;

	(void)env;
	opt_init(&opt, specs, argc, argv);
	while ((id = opt_next(&opt, err)) > 0) {
		uint64_t part = 0;

		if (id == OPT_HELP) {
			opt_print_help(
			    stdout, "discred perms check [OPTIONS] HAVE --needs EXPR",
			    "Ends with status 0 when HAVE holds all that is needed (ADMINISTRATOR holds all), "
			    "else with 1 after printing what is missing, one a line.",
			    specs);
			perms_print_grammar();
			return 0;
		}
		json = json || id == OPT_JSON;
		asked = asked || id == OPT_NEEDS;
		if (id == OPT_NEEDS && perms_parse(opt.value, &part, err) < 0)
			return error_prefix(err, "option '--needs'");
		needs |= part;
	}
	text = id < 0 ? NULL : opt_argument(&opt);
	if (id < 0 || (text && opt_finish(&opt, err) < 0))
		return -1;
	if (!text || !asked)
		return error_set(err, ERROR_USAGE,
				 text ? "option '--needs' is missing" : "a value to check is missing");
	if (perms_parse(text, &have, err) < 0)
		return -1;
	return judge(have, needs, json, err);
}
