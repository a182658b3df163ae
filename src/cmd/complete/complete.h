/*
 * The parts of discred-complete, which tells the shells' completion scripts what can stand at the cursor.
 *
 * What it answers on stdout, each in a line of its own:
 *	TAB part TAB TEXT		the end of the word at the cursor that a candidate takes the place of
 *	TAB files			names of files, too
 *	TAB directories			names of directories, too
 *	TAB command TAB N		nothing here: from word N on (`discred` is word 0) it is a command
 *					line of its own
 *	TAB more			the word may go on behind a candidate: no space follows it
 *	CANDIDATE TAB DESCRIPTION	whether it begins with TEXT is the shell's to see; behind a '=' at its
 *					end no space follows either
 *
 * Only two kinds of program are run for that, discred itself and its own ones from the exec path, and only for their
 * --help. Nothing of the state is opened, no secret is followed, and what is wrong anywhere means fewer candidates: at
 * a Tab nobody wants to read an error.
 */
#ifndef DISCRED_CMD_COMPLETE_H
#define DISCRED_CMD_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/environ.h"
#include "base/strings.h"

/* The answer. */
struct reply {
	const char *part; /* in the word at the cursor */
	struct strings names;
	struct strings texts; /* of the same count */
	bool files;
	bool directories;
	bool more;
	size_t command; /* 0: none */
};

/* What is to be completed, and how far that has come. */
struct completion {
	const struct environ *env;
	const char *discred;         /* the dispatcher's own path */
	const struct strings *words; /* those after `discred`; the last is the one at the cursor, "" if nothing is */
	struct reply reply;
};

/* The word at the cursor. */
const char *completion_word(const struct completion *completion)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* Fills the reply. */
void complete_discred(struct completion *completion) __attribute__((nonnull));

void reply_add(struct reply *reply, const char *name, const char *text) __attribute__((nonnull));
void reply_print(const struct reply *reply) __attribute__((nonnull));
void reply_release(struct reply *reply) __attribute__((nonnull));

/* What a command line holds, as a POSIX shell would split it. */
enum line { LINE_WORDS, LINE_FILE /* the last word names a file to redirect to */, LINE_OTHER /* another command's */ };

/* The words behind the first one, the last one being the unfinished one at the end. Nothing is expanded. */
enum line line_split(const char *line, struct strings *words) __attribute__((nonnull, warn_unused_result));

/* The help of a program or verb, read. */
struct help_option {
	char letter; /* 0: no short form */
	char *name;
	char *argument; /* what its value is called, NULL: a flag */
	bool may_omit;  /* its value */
	bool repeats;
	char *text;
};

struct help_argument {
	char *name;
	bool optional;
	bool repeats;
	char *instead; /* the option, without dashes, that takes its place; NULL: none */
};

struct help {
	struct help_option *options;
	size_t option_count;
	struct strings verbs;
	struct strings verb_texts;
	struct help_argument *arguments;
	size_t argument_count;
	bool has_verbs;
	bool command; /* "-- COMMAND" ends the usage */
};

#define HELP_INIT                                                                                                      \
	{                                                                                                              \
		.options = NULL, .arguments = NULL                                                                     \
	}

/* Runs `PROGRAM [VERB] --help`; empty when that did not work. `verb` may be NULL. */
void help_ask(const struct environ *env, const char *program, const char *verb, struct help *help)
    __attribute__((nonnull(1, 2, 4)));

/* Reads what stands behind "usage: ", after the options are known. */
void help_read_usage(const char *usage, struct help *help) __attribute__((nonnull));
void help_release(struct help *help) __attribute__((nonnull));

/* By its long name or, as getopt_long has it, the beginning of one; NULL: none, or several. */
const struct help_option *help_find(const struct help *help, const char *name, size_t len)
    __attribute__((nonnull, warn_unused_result));
const struct help_option *help_find_letter(const struct help *help, char letter)
    __attribute__((nonnull, warn_unused_result));

/*
 * The options before a command or verb, from the word with that index on. Returns where the command or verb stands, or
 * the number of words when the cursor was in one of the options: then that is done.
 */
size_t complete_leading(struct completion *completion, const struct help *help, size_t first)
    __attribute__((nonnull, warn_unused_result));

/* The words from that index on are arguments of what the help is about. */
void complete_arguments(struct completion *completion, const struct help *help, size_t first) __attribute__((nonnull));

/* An option, or the value that is joined to one. seen: for each option, whether it was given. */
void complete_option(struct completion *completion, const struct help *help, const bool *seen) __attribute__((nonnull));

/* The next argument after those given. */
void complete_positional(struct completion *completion, const struct help *help, const struct strings *given,
			 const bool *seen) __attribute__((nonnull));

/* What can stand for a placeholder of the help, such as PROFILE or text|json. The text is what is there so far. */
void complete_value(struct completion *completion, const char *placeholder, const char *text) __attribute__((nonnull));

/* Whether the word is known to be one of those. */
bool value_fits(const struct completion *completion, const char *placeholder, const char *word)
    __attribute__((nonnull, warn_unused_result));

/* The kinds of value that are more than a table's rows. */
void complete_commands(struct completion *completion, bool aliases) __attribute__((nonnull));
void complete_profiles(struct completion *completion) __attribute__((nonnull));
void complete_scopes(struct completion *completion, const char *text) __attribute__((nonnull));
void complete_permissions(struct completion *completion, const char *text) __attribute__((nonnull));
void complete_routes(struct completion *completion) __attribute__((nonnull));

#endif
