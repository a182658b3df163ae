#include "base/opt.h"

#include <getopt.h>
#include <string.h>

#include "base/memory.h"
#include "base/opt_common.h"

/* What getopt_long answers: a letter itself, a long option LONG and its row, a common one COMMON and its row. */
enum { TABLE_MAX = 64, LONG = 256, COMMON = LONG + TABLE_MAX, LONG_HELP = COMMON + TABLE_MAX };

static int has_argument(const struct opt_spec *spec)
{
	if (!spec->argument)
		return no_argument;
	return opt_may_omit(spec) ? optional_argument : required_argument;
}

/* Both of getopt_long's tables: adds the rows of one of ours. */
static void add_rows(const struct opt_spec *specs, int base, struct option **longs, char **letter)
{
	for (int row = 0; specs[row].name; row++) {
		*(*longs)++ = (struct option){
		    .name = specs[row].name,
		    .has_arg = has_argument(&specs[row]),
		    .val = base + row,
		};
		if (!specs[row].letter)
			continue;
		*(*letter)++ = specs[row].letter;
		/* One colon: a value; two: it may be left out. */
		for (int colons = has_argument(&specs[row]); colons > 0; colons--)
			*(*letter)++ = ':';
	}
}

static void tables(const struct opt_spec *specs, struct option longs[2 * TABLE_MAX], char shorts[6 * TABLE_MAX])
{
	*shorts++ = ':';
	add_rows(specs, LONG, &longs, &shorts);
	add_rows(opt_common, COMMON, &longs, &shorts);
	*shorts++ = 'h';
	*longs++ = (struct option){.name = "help", .val = LONG_HELP};
	*longs = (struct option){.name = NULL};
	*shorts = '\0';
}

static const struct opt_spec *row_of_letter(const struct opt_spec *specs, int letter)
{
	for (; specs->name; specs++)
		if (specs->letter && specs->letter == letter)
			return specs;
	return NULL;
}

static int wrong(const struct opt_spec *specs, char *const *argv, int answer, struct error *err)
{
	const char *word = argv[optind > 0 ? optind - 1 : 0];
	const char *trouble = answer == ':' ? "needs a value" : "is not known";
	size_t len;

	if (optopt && optopt < LONG)
		return error_set(err, ERROR_USAGE, "option '-%c' %s", optopt > ' ' && optopt < 0x7f ? optopt : '?',
				 trouble);
	if (answer == '?' && optopt)
		trouble = "takes no value";
	len = strcspn(word, "=");
	error_set(err, ERROR_USAGE, "option '%.*s' %s", (int)len, word, trouble);
	return optopt ? -1 : opt_suggest(specs, word + 2, len - 2, err);
}

/* One that getopt_long found. Returns 0 for --help. */
static int obey(const struct opt_spec *specs, int answer, void *options, struct error *err)
{
	const struct opt_spec *row;

	if (answer == 'h' || answer == LONG_HELP)
		return 0;
	if (answer >= COMMON)
		return opt_obey_common(&opt_common[answer - COMMON], optarg, err) < 0 ? -1 : 1;
	row = answer >= LONG ? &specs[answer - LONG] : row_of_letter(specs, answer);
	if (row)
		return opt_apply(row, options, optarg, err) < 0 ? -1 : 1;
	return opt_obey_common(row_of_letter(opt_common, answer), optarg, err) < 0 ? -1 : 1;
}

int opt_parse(const struct opt_line *line, int argc, char **argv, void *options, struct opt_arguments *arguments,
	      struct error *err)
{
	const struct opt_spec *specs = line->specs ? line->specs : opt_none;
	struct option longs[2 * TABLE_MAX];
	char shorts[6 * TABLE_MAX];
	int answer;

	tables(specs, longs, shorts);
	optind = 0; /* glibc: start over, and forget the last table's permutation */
	opterr = 0;
	while ((answer = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		int result = answer == '?' || answer == ':' ? wrong(specs, argv, answer, err)
							    : obey(specs, answer, options, err);

		if (!result)
			opt_print_help(stdout, line);
		if (result <= 0)
			return result;
	}
	*arguments = (struct opt_arguments){.count = argc - optind, .next = argv + optind};
	return 1;
}

int opt_parse_one(const struct opt_line *line, int argc, char **argv, void *options, const char **argument,
		  struct error *err)
{
	struct opt_arguments arguments;
	int result = opt_parse(line, argc, argv, options, &arguments, err);

	if (result <= 0)
		return result;
	if (argument)
		*argument = opt_argument(&arguments);
	return opt_finish(&arguments, err) < 0 ? -1 : 1;
}

const char *opt_argument(struct opt_arguments *arguments)
{
	if (arguments->count <= 0)
		return NULL;
	arguments->count--;
	return *arguments->next++;
}

int opt_finish(const struct opt_arguments *arguments, struct error *err)
{
	if (arguments->count > 0)
		return error_set(err, ERROR_USAGE, "unexpected argument '%s'", *arguments->next);
	return 0;
}
