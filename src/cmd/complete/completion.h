/*
 * What is to be completed, and the answer: what the shells' completion scripts are told can stand at the cursor.
 *
 * The answer on stdout, each in a line of its own:
 *	TAB part TAB TEXT		the end of the word at the cursor that a candidate replaces
 *	TAB files			names of files, too
 *	TAB directories			names of directories, too
 *	TAB command TAB N		nothing here: from word N on (`discred` is word 0) it is a command
 *					line of its own
 *	TAB more			the word may go on behind a candidate: no space follows it
 *	CANDIDATE TAB DESCRIPTION	whether it begins with TEXT is the shell's to see; behind a '=' at its
 *					end no space follows either
 *
 * Only two kinds of program are run for that, discred itself and its own ones from the exec path, and only for their
 * --help. No state is opened, no secret is followed, and any failure only means fewer candidates: at a Tab nobody wants
 * to read an error.
 */
#ifndef DISCRED_COMPLETE_COMPLETION_H
#define DISCRED_COMPLETE_COMPLETION_H

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

/* A name that is there already is not added again. */
void reply_add(struct reply *reply, const char *name, const char *text) __attribute__((nonnull));
void reply_print(const struct reply *reply) __attribute__((nonnull));
void reply_release(struct reply *reply) __attribute__((nonnull));

#endif
