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
 * A row names the member of the command's own struct that its option sets. What the option was before it, and where
 * it is not given, is up to the caller:
 *
 *	struct options {
 *		bool force;
 *		const char *label;
 *	};
 *
 *	static const struct opt_line line = {
 *	    .usage = "discred auth renew [OPTIONS] [PROFILE]",
 *	    .summary = "Renews the token.",
 *	    .specs = (const struct opt_spec[]){
 *		OPT_FLAG('f', "force", struct options, force, "renew even if the token is fresh"),
 *		OPT_TEXT(0, "label", "NAME", struct options, label, "what to call it"),
 *		OPT_SPEC_END,
 *	    },
 *	};
 *	struct options options = {.label = "it"};
 *	const char *profile;
 *	int result = opt_parse_one(&line, argc, argv, &options, &profile, err);
 *
 *	if (result <= 0)
 *		return result;
 */
#ifndef DISCRED_OPT_H
#define DISCRED_OPT_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/strings.h"
#include "discred/error.h"

enum opt_kind {
	OPT_KIND_FLAG,   /* bool: true */
	OPT_KIND_TEXT,   /* const char *: the value, in argv's memory; NULL: it was left out */
	OPT_KIND_LIST,   /* struct strings: the value besides */
	OPT_KIND_NUMBER, /* long: a whole number from low to high */
	OPT_KIND_CHOICE, /* int: low; the last option counts */
	OPT_KIND_TAKE    /* take() does it; -1 and ERROR_USAGE: the value is wrong */
};

typedef int opt_take(void *options, const char *value, struct error *err);

/* Made by the macros below. */
struct opt_spec {
	char letter;          /* 0: no short form */
	const char *name;     /* long name, without the dashes */
	const char *argument; /* what the value is called in the help, NULL: a flag; "[NAME]": it may be left out */
	const char *help;     /* a few words, without a newline */
	enum opt_kind kind;
	size_t member; /* offset in the command's options */
	long low, high;
	opt_take *take;
};

/* The offset of a member; a compiler refuses a member of another type. */
#define OPT_MEMBER(type, member, of) (offsetof(type, member) + 0 * sizeof(_Generic(((type *)0)->member, of : 0)))

#define OPT_ROW(kind_, letter_, name_, argument_, member_, low_, high_, take_, help_)                                  \
	{                                                                                                              \
		.letter = (letter_), .name = (name_), .argument = (argument_), .help = (help_), .kind = (kind_),       \
		.member = (member_), .low = (low_), .high = (high_), .take = (take_)                                   \
	}

#define OPT_FLAG(letter, name, type, member, help)                                                                     \
	OPT_ROW(OPT_KIND_FLAG, letter, name, NULL, OPT_MEMBER(type, member, bool), 0, 0, NULL, help)
#define OPT_TEXT(letter, name, argument, type, member, help)                                                           \
	OPT_ROW(OPT_KIND_TEXT, letter, name, argument, OPT_MEMBER(type, member, const char *), 0, 0, NULL, help)
#define OPT_LIST(letter, name, argument, type, member, help)                                                           \
	OPT_ROW(OPT_KIND_LIST, letter, name, argument, OPT_MEMBER(type, member, struct strings), 0, 0, NULL, help)
#define OPT_NUMBER(letter, name, argument, low, high, type, member, help)                                              \
	OPT_ROW(OPT_KIND_NUMBER, letter, name, argument, OPT_MEMBER(type, member, long), low, high, NULL, help)
#define OPT_CHOICE(letter, name, value, type, member, help)                                                            \
	OPT_ROW(OPT_KIND_CHOICE, letter, name, NULL, OPT_MEMBER(type, member, int), value, 0, NULL, help)
#define OPT_TAKE(letter, name, argument, take, help) OPT_ROW(OPT_KIND_TAKE, letter, name, argument, 0, 0, 0, take, help)
#define OPT_SPEC_END OPT_ROW(OPT_KIND_FLAG, 0, NULL, NULL, 0, 0, 0, NULL, NULL)

/* One program's or verb's command line. */
struct opt_line {
	const char *usage;            /* "discred CMD VERB [OPTIONS] [PROFILE]" */
	const char *summary;          /* paragraphs, one a line */
	const struct opt_spec *specs; /* NULL: none but the common ones */
	void (*print_more)(void);     /* what its help says besides, at the end; NULL: nothing */
};

/* The arguments that are left after the options. */
struct opt_arguments {
	int count;
	char **next;
};

/*
 * Reads the options; argv[0] is the program's or verb's own name and is skipped. Returns 1 to go on, 0 when the help
 * was asked for and printed, -1 and ERROR_USAGE for a wrong option or value. `options` may be NULL where there are no
 * rows.
 */
int opt_parse(const struct opt_line *line, int argc, char **argv, void *options, struct opt_arguments *arguments,
	      struct error *err) __attribute__((nonnull(1, 3, 5, 6), warn_unused_result));

/* The same for a command line that takes one argument at the most, NULL where none was given; `argument` NULL: none. */
int opt_parse_one(const struct opt_line *line, int argc, char **argv, void *options, const char **argument,
		  struct error *err) __attribute__((nonnull(1, 3, 6), warn_unused_result));

/* The next argument, NULL when there is none left. */
const char *opt_argument(struct opt_arguments *arguments) __attribute__((nonnull, warn_unused_result));

/* ERROR_USAGE when arguments are left over. */
int opt_finish(const struct opt_arguments *arguments, struct error *err) __attribute__((nonnull, warn_unused_result));

/*
 * For who has a command or verb of his own to find first: takes the common option that argv[0] is, if it is one,
 * written in full. Returns how many words it was: 0 (none), 1, or 2 (--color WHEN); -1 and ERROR_USAGE.
 */
int opt_take_common(int argc, char *const *argv, struct error *err) __attribute__((nonnull, warn_unused_result));

/*
 * Help is broken between words, so that no line of it is wider than a terminal of 80 columns.
 *
 * opt_print_text: paragraphs, one a line of the text, from the left; opt_print_row: what one types, and in that column
 * what it does; opt_print_common: the common options, as they stand at the end of every help.
 */
void opt_print_text(FILE *out, const char *text) __attribute__((nonnull));
void opt_print_row(FILE *out, int column, const char *left, const char *text) __attribute__((nonnull));
void opt_print_common(FILE *out) __attribute__((nonnull));

#endif
