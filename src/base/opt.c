#include "base/opt.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/opt_common.h"

/* What getopt_long answers: a letter itself, a long option LONG and its row, a common one COMMON and its row. */
enum { TABLE_MAX = 64, LONG = 256, COMMON = LONG + TABLE_MAX, LONG_HELP = COMMON + TABLE_MAX };

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

static int wrong(const struct opt *opt, int answer, struct error *err)
{
	const char *word = opt->argv[optind > 0 ? optind - 1 : 0];
	const char *trouble = answer == ':' ? "needs a value" : "is not known";
	size_t len;

	if (optopt && optopt < LONG)
		return error_set(err, ERROR_USAGE, "option '-%c' %s", optopt > ' ' && optopt < 0x7f ? optopt : '?',
				 trouble);
	if (answer == '?' && optopt)
		trouble = "takes no value";
	len = strcspn(word, "=");
	error_set(err, ERROR_USAGE, "option '%.*s' %s", (int)len, word, trouble);
	return optopt ? -1 : opt_suggest(opt->specs, word + 2, len - 2, err);
}

/* The row of either table, NULL for --help. */
static const struct opt_spec *row_of(const struct opt_spec *specs, int answer)
{
	const struct opt_spec *row;

	if (answer == 'h' || answer == LONG_HELP)
		return NULL;
	if (answer >= COMMON)
		return &opt_common[answer - COMMON];
	if (answer >= LONG)
		return &specs[answer - LONG];
	row = row_of_letter(specs, answer);
	return row ? row : row_of_letter(opt_common, answer);
}

int opt_next(struct opt *opt, struct error *err)
{
	struct option longs[2 * TABLE_MAX];
	char shorts[6 * TABLE_MAX];
	const struct opt_spec *row;
	int answer;

	tables(opt->specs, longs, shorts);
	do {
		answer = getopt_long(opt->argc, opt->argv, shorts, longs, NULL);
		opt->value = optarg;
		if (answer == -1)
			return OPT_END;
		if (answer == '?' || answer == ':')
			return wrong(opt, answer, err);
		row = row_of(opt->specs, answer);
		if (!row)
			return OPT_HELP;
		if (row->id > OPT_END)
			return row->id;
	} while (!opt_obey_common(row, optarg, err));
	return -1;
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
