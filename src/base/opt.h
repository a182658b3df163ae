/*
 * Command line options: one table per program or verb parses them and prints the help. Completion reads that help: a
 * value is completed by what it is called (PROFILE, FILE, or choices: text|json), an option is offered again if its
 * help has the words "may be repeated", and never if it is "(for discred itself)".
 *
 * GNU conventions: long and short names, options anywhere before "--"; a value that may be left out is joined to its
 * option, --explain=json. Every table understands --help and -h, and the common options, without saying so: -q/--quiet,
 * -v/--verbose, --trace, --color WHEN, --no-input. Those are obeyed here (ui_options.h): the caller never sees one. No
 * table may have a row of the same letter or name.
 *
 *	static const struct opt_spec specs[] = {
 *	    {OPT_FORCE, 'f', "force", NULL, "renew even if the token is fresh"},
 *	    OPT_SPEC_END,
 *	};
 *	struct opt opt;
 *	int id;
 *
 *	opt_init(&opt, specs, argc, argv);
 *	while ((id = opt_next(&opt, err)) > 0)
 *		...
 *	if (id < 0)
 *		return -1;
 *	profile = opt_argument(&opt);
 */
#ifndef DISCRED_OPT_H
#define DISCRED_OPT_H

#include <stdio.h>

#include "discred/error.h"

enum { OPT_END = 0, OPT_HELP = 1, OPT_FIRST = 2 /* the caller's ids begin here */ };

struct opt_spec {
	int id;               /* OPT_FIRST or above, unique in the table */
	char letter;          /* 0: no short form */
	const char *name;     /* long name, without the dashes */
	const char *argument; /* what the value is called in the help, NULL: a flag; "[NAME]": it may be left out */
	const char *help;     /* a few words, without a newline */
};

#define OPT_SPEC_END                                                                                                   \
	{                                                                                                              \
		.id = OPT_END, .letter = 0, .name = NULL, .argument = NULL, .help = NULL                               \
	}

struct opt {
	const struct opt_spec *specs;
	int argc;
	char **argv;
	const char *value; /* of the option just returned; NULL: it has none */
};

/* argv[0] is the program's or verb's own name and is skipped. */
void opt_init(struct opt *opt, const struct opt_spec *specs, int argc, char **argv) __attribute__((nonnull));

/* The next option's id, OPT_HELP, or OPT_END when only arguments are left; -1 and ERROR_USAGE for a wrong one. */
int opt_next(struct opt *opt, struct error *err) __attribute__((nonnull, warn_unused_result));

/* After OPT_END: the next argument, NULL when there is none left. */
const char *opt_argument(struct opt *opt) __attribute__((nonnull, warn_unused_result));

/* ERROR_USAGE when arguments are left over. */
int opt_finish(struct opt *opt, struct error *err) __attribute__((nonnull, warn_unused_result));

/* A whole number of seconds (or of anything counted) between low and high; ERROR_USAGE names the option. */
int opt_number(const struct opt *opt, const char *name, long low, long high, long *number, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * For who has a command or verb of his own to find first: takes the common option that argv[0] is, if it is one,
 * written in full. Returns how many words it was: 0 (none), 1, or 2 (--color WHEN); -1 and ERROR_USAGE.
 */
int opt_take_common(int argc, char *const *argv, struct error *err) __attribute__((nonnull, warn_unused_result));

/*
 * Help is broken between words, so that no line of it is wider than a terminal of 80 columns.
 *
 * opt_print_text: paragraphs, one a line of the text, from the left; opt_print_row: what one types, and in that column
 * what it does; opt_print_common: the common options, as they stand at the end of every help;
 * opt_print_help: "usage: USAGE", the summary, the options in a column, and the common ones.
 */
void opt_print_text(FILE *out, const char *text) __attribute__((nonnull));
void opt_print_row(FILE *out, int column, const char *left, const char *text) __attribute__((nonnull));
void opt_print_common(FILE *out) __attribute__((nonnull));
void opt_print_help(FILE *out, const char *usage, const char *summary, const struct opt_spec *specs)
    __attribute__((nonnull));

#endif
