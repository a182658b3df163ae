#include "discred/opt.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "discred/memory.h"

/* What getopt_long answers: a letter itself, a long option LONG and its row. */
enum { TABLE_MAX = 48, LONG = 256, LONG_HELP = LONG + TABLE_MAX };

void opt_init(struct opt *opt, const struct opt_spec *specs, int argc, char **argv)
{
	*opt = (struct opt){.specs = specs, .argc = argc, .argv = argv};
	optind = 0; /* glibc: start over, and forget the last table's permutation */
	opterr = 0;
}

static int has_argument(const struct opt_spec *spec)
{
	if (!spec->argument)
		return no_argument;
	return spec->argument[0] == '[' ? optional_argument : required_argument;
}

/* Both of getopt_long's tables. */
static void tables(const struct opt_spec *specs, struct option longs[TABLE_MAX], char shorts[3 * TABLE_MAX])
{
	size_t count = 0;
	char *letter = shorts;

	*letter++ = ':';
	*letter++ = 'h';
	for (; specs[count].name; count++) {
		longs[count] = (struct option){
		    .name = specs[count].name,
		    .has_arg = has_argument(&specs[count]),
		    .val = LONG + (int)count,
		};
		if (specs[count].letter)
			*letter++ = specs[count].letter;
		/* One colon: a value; two: it may be left out. */
		for (int colons = has_argument(&specs[count]); specs[count].letter && colons > 0; colons--)
			*letter++ = ':';
	}
	longs[count++] = (struct option){.name = "help", .val = LONG_HELP};
	longs[count] = (struct option){.name = NULL};
	*letter = '\0';
}

static int wrong(const struct opt *opt, int answer, struct error *err)
{
	const char *word = opt->argv[optind > 0 ? optind - 1 : 0];
	const char *trouble = answer == ':' ? "needs a value" : "is not known";

	if (optopt && optopt < LONG)
		return error_set(err, ERROR_USAGE, "option '-%c' %s", optopt > ' ' && optopt < 0x7f ? optopt : '?',
				 trouble);
	if (answer == '?' && optopt)
		trouble = "takes no value";
	return error_set(err, ERROR_USAGE, "option '%.*s' %s", (int)strcspn(word, "="), word, trouble);
}

int opt_next(struct opt *opt, struct error *err)
{
	struct option longs[TABLE_MAX];
	char shorts[3 * TABLE_MAX];
	int answer;

	tables(opt->specs, longs, shorts);
	answer = getopt_long(opt->argc, opt->argv, shorts, longs, NULL);
	opt->value = optarg;
	if (answer == -1)
		return OPT_END;
	if (answer == 'h' || answer == LONG_HELP)
		return OPT_HELP;
	if (answer == '?' || answer == ':')
		return wrong(opt, answer, err);
	if (answer >= LONG)
		return opt->specs[answer - LONG].id;
	for (const struct opt_spec *spec = opt->specs; spec->name; spec++)
		if (spec->letter == answer)
			return spec->id;
	return error_set(err, ERROR_BUG, "option '-%c' has no row", answer);
}

const char *opt_argument(struct opt *opt)
{
	return optind < opt->argc ? opt->argv[optind++] : NULL;
}

int opt_finish(struct opt *opt, struct error *err)
{
	if (optind < opt->argc)
		return error_set(err, ERROR_USAGE, "unexpected argument '%s'", opt->argv[optind]);
	return 0;
}

int opt_number(const struct opt *opt, const char *name, long low, long high, long *number, struct error *err)
{
	char *end = NULL;
	long value;

	errno = 0;
	value = strtol(opt->value, &end, 10);
	if (errno || end == opt->value || *end || !strchr("-0123456789", opt->value[0]) || value < low || value > high)
		return error_set(err, ERROR_USAGE, "option '--%s': '%s' is not a number from %ld to %ld", name,
				 opt->value, low, high);
	*number = value;
	return 0;
}

void opt_print_help(FILE *out, const char *usage, const char *summary, const struct opt_spec *specs)
{
	fprintf(out, "usage: %s\n%s\n\n", usage, summary);
	for (const struct opt_spec *spec = specs; spec->name; spec++) {
		char left[64];

		if (has_argument(spec) == optional_argument)
			snprintf(left, sizeof(left), "%s[=%s", spec->name, spec->argument + 1);
		else
			snprintf(left, sizeof(left), "%s%s%s", spec->name, spec->argument ? " " : "",
				 spec->argument ? spec->argument : "");
		if (spec->letter)
			fprintf(out, "  -%c, --%-22s %s\n", spec->letter, left, spec->help);
		else
			fprintf(out, "      --%-22s %s\n", left, spec->help);
	}
	fprintf(out, "  -h, --%-22s %s\n", "help", "print this help");
}
