#include <stdio.h>
#include <stdlib.h>

#include "base/opt.h"
#include "cmd/perms/perms.h"

enum { OPT_HEX = OPT_FIRST, OPT_NAMES, OPT_JSON };

static const struct opt_spec specs[] = {
    {OPT_HEX, 'x', "hex", NULL, "print the value as 0x..."},
    {OPT_NAMES, 'n', "names", NULL, "print the names, one a line"},
    {OPT_JSON, 0, "json", NULL, "an object with value, hex and names"},
    OPT_SPEC_END,
};

static int print(uint64_t value, int form, struct error *err)
{
	char text[PERMS_NUMBER];

	if (form == OPT_JSON)
		return json_print(json_pack("{s:o, s:o, s:o}", "value", perms_json_value(value), "hex",
					    perms_json_hex(value), "names", perms_json_names(value)),
				  stdout, err);
	if (form == OPT_NAMES) {
		perms_print_names(NULL, value);
		return 0;
	}
	if (form == OPT_HEX)
		perms_hex(value, text);
	else
		perms_decimal(value, text);
	printf("%s\n", text);
	return 0;
}

static int calculate(const struct strings *words, int form, struct error *err)
{
	char *text = strings_join(words, " ");
	uint64_t value;
	int result = perms_parse(text, &value, err);

	free(text);
	return result < 0 ? -1 : print(value, form, err);
}

int perms_calc(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct strings words = STRINGS_INIT;
	const char *word;
	struct opt opt;
	int form = 0;
	int result;
	int id;

	(void)env;
	opt_init(&opt, specs, argc, argv);
	while ((id = opt_next(&opt, err)) > 0) {
		if (id == OPT_HELP) {
			opt_print_help(stdout, "discred perms calc [OPTIONS] EXPR",
				       "Prints the value of an expression, as a decimal number.", specs);
			perms_print_grammar();
			return 0;
		}
		if (form && form != id)
			return error_set(err, ERROR_USAGE,
					 "options '--hex', '--names' and '--json' exclude each other");
		form = id;
	}
	if (id < 0)
		return -1;
	while ((word = opt_argument(&opt)))
		strings_add(&words, word);
	if (words.count)
		result = calculate(&words, form, err);
	else
		result = error_set(err, ERROR_USAGE, "an expression is needed");
	strings_release(&words);
	return result;
}
