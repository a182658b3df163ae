/*
 * discred-complete: what can stand at the cursor of a command line that begins with discred. The scripts of
 * completions/ ask it by way of `discred --complete`.
 *
 *	discred-complete DISCRED words [WORD...]	the words behind `discred`; the cursor is at the last one's end
 *	discred-complete DISCRED line LINE		the line up to the cursor, as it was typed: bash keeps no words
 */
#include "cmd/complete/complete.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

#include "discred/main.h"

/* What cannot be typed is not completed: a line of the answer has to stay one. */
static bool is_typed(const char *word)
{
	for (; *word; word++)
		if (iscntrl((unsigned char)*word))
			return false;
	return true;
}

static int misused(struct error *err)
{
	error_set(err, ERROR_USAGE, "discred runs this program itself, for the completion of command lines");
	return error_hint(err, "the shells' scripts for that are called 'discred', '_discred' and 'discred.fish'");
}

static enum line read_words(int argc, char **argv, struct strings *words)
{
	if (!strcmp(argv[2], "line"))
		return line_split(argv[3], words);
	for (int i = 3; i < argc; i++)
		strings_add(words, argv[i]);
	if (!words->count)
		strings_add(words, "");
	return LINE_WORDS;
}

enum { PATIENCE = 5 /* seconds */ };

int cmd_main(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct strings words = STRINGS_INIT;
	struct completion completion;
	enum line line;

	/* Whatever it is that hangs (a home on a dead server), a shell is not kept waiting for it. */
	alarm(PATIENCE);
	if (argc < 3 || (strcmp(argv[2], "words") != 0 && (strcmp(argv[2], "line") != 0 || argc != 4)))
		return misused(err);
	line = read_words(argc, argv, &words);
	if (line != LINE_OTHER && is_typed(words.item[words.count - 1])) {
		completion = (struct completion){.env = env, .discred = argv[1], .words = &words};
		completion.reply.part = completion_word(&completion);
		if (line == LINE_FILE)
			completion.reply.files = true;
		else
			complete_discred(&completion);
		reply_print(&completion.reply);
		reply_release(&completion.reply);
	}
	strings_release(&words);
	return 0;
}
