#include <stdio.h>
#include <stdlib.h>

#include "base/opt.h"
#include "cmd/perms/perms.h"

struct options {
	bool hex;
	bool names;
	bool json;
};

static const struct opt_spec specs[] = {
    OPT_FLAG('x', "hex", struct options, hex, "print the value as 0x..."),
    OPT_FLAG('n', "names", struct options, names, "print the names, one a line"),
    OPT_FLAG(0, "json", struct options, json, "an object with value, hex and names"),
    OPT_SPEC_END,
};

static const struct opt_line line = {
    .usage = "discred perms calc [OPTIONS] EXPR",
    .summary = "Prints the value of an expression, as a decimal number.",
    .specs = specs,
    .print_more = perms_print_grammar,
};

static int print(uint64_t value, const struct options *options, struct error *err)
{
	char text[PERMS_NUMBER];

	if (options->json)
		return json_print(json_pack("{s:o, s:o, s:o}", "value", perms_json_value(value), "hex",
					    perms_json_hex(value), "names", perms_json_names(value)),
				  stdout, err);
	if (options->names) {
		perms_print_names(NULL, value);
		return 0;
	}
	if (options->hex)
		perms_hex(value, text);
	else
		perms_decimal(value, text);
	printf("%s\n", text);
	return 0;
}

static int calculate(const struct strings *words, const struct options *options, struct error *err)
{
	char *text = strings_join(words, " ");
	uint64_t value;
	int result = perms_parse(text, &value, err);

	free(text);
	return result < 0 ? -1 : print(value, options, err);
}

int perms_calc(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct strings words = STRINGS_INIT;
	struct options options = {.json = false};
	struct opt_arguments arguments;
	const char *word;
	int result = opt_parse(&line, argc, argv, &options, &arguments, err);

	(void)env;
	if (result <= 0)
		return result;
	if (options.hex + options.names + options.json > 1)
		return error_set(err, ERROR_USAGE, "options '--hex', '--names' and '--json' exclude each other");
	while ((word = opt_argument(&arguments)))
		strings_add(&words, word);
	if (words.count)
		result = calculate(&words, &options, err);
	else
		result = error_set(err, ERROR_USAGE, "an expression is needed");
	strings_release(&words);
	return result;
}
