/*
 * discred-complete: what can stand at the cursor of a command line that begins with discred. The scripts of
 * completions/ ask it by way of `discred --complete`.
 *
 *	discred-complete DISCRED words [WORD...]	the words behind `discred`; the cursor is at the last one's end
 *	discred-complete DISCRED line LINE		the line up to the cursor, as it was typed: bash keeps no words
 */
#include <ctype.h>
#include <string.h>
#include <unistd.h>

#include "cmd/complete/command.h"
#include "discred/buf.h"
#include "discred/main.h"

/*
 * A command line as a shell splits it: quotes go, nothing is expanded. Where it turns out that the cursor is in another
 * command (behind a pipe, in a substitution), there is nothing to say.
 */
struct splitter {
	const char *at;
	struct strings *words; /* `discred` too */
	struct buf word;
	bool begun;   /* there is a word, if only "" */
	bool quoted;  /* some of it is */
	bool target;  /* it names a file to redirect to */
	bool foreign; /* what follows is another command */
};

/* What a command line holds, as a POSIX shell would split it. */
enum line { LINE_WORDS, LINE_FILE /* the last word names a file to redirect to */, LINE_OTHER /* another command's */ };

static void add(struct splitter *splitter, char c)
{
	buf_char(&splitter->word, c);
	splitter->begun = true;
}

static void end_word(struct splitter *splitter)
{
	if (splitter->begun && !splitter->target)
		strings_add_len(splitter->words, buf_text(&splitter->word), splitter->word.len);
	if (splitter->begun)
		splitter->target = false;
	buf_clear(&splitter->word);
	splitter->begun = splitter->quoted = false;
}

/* The quote is at; its pair may be missing, for the line ends at the cursor. */
static void read_quoted(struct splitter *splitter, bool escapes)
{
	char quote = *splitter->at++;

	splitter->begun = splitter->quoted = true;
	for (; *splitter->at && *splitter->at != quote; splitter->at++) {
		bool escaped = *splitter->at == '\\' && splitter->at[1];

		if (escaped && (escapes || (quote == '"' && strchr("$`\"\\", splitter->at[1]))))
			splitter->at++;
		add(splitter, *splitter->at);
	}
	if (*splitter->at)
		splitter->at++;
}

static void read_escaped(struct splitter *splitter)
{
	splitter->at++;
	splitter->quoted = true;
	if (*splitter->at && *splitter->at != '\n')
		add(splitter, *splitter->at);
	if (*splitter->at)
		splitter->at++;
}

/* [N]>WORD and its relatives; <(...) is another command. */
static void read_redirection(struct splitter *splitter)
{
	const char *word = buf_text(&splitter->word);

	if (!splitter->quoted && !word[strspn(word, "0123456789")]) {
		buf_clear(&splitter->word);
		splitter->begun = false;
	}
	end_word(splitter);
	splitter->at += strspn(splitter->at, "<>&|-");
	splitter->target = true;
	splitter->foreign = *splitter->at == '(';
}

static void read_next(struct splitter *splitter)
{
	const char *at = splitter->at;

	if (isspace((unsigned char)*at)) {
		end_word(splitter);
		splitter->at++;
	} else if (*at == '\\') {
		read_escaped(splitter);
	} else if (*at == '\'' || *at == '"') {
		read_quoted(splitter, false);
	} else if (*at == '$' && (at[1] == '\'' || at[1] == '"')) {
		splitter->at++;
		read_quoted(splitter, at[1] == '\'');
	} else if (*at == '<' || *at == '>' || (*at == '&' && at[1] == '>')) {
		read_redirection(splitter);
	} else if (strchr(";|&()`", *at) || (*at == '#' && !splitter->begun)) {
		splitter->foreign = true;
	} else {
		add(splitter, *at);
		splitter->at++;
	}
}

/* The words behind the first one, the last one being the unfinished one at the end. */
static enum line split(const char *line, struct strings *words)
{
	struct strings all = STRINGS_INIT;
	struct splitter splitter = {.at = line, .words = &all, .word = BUF_INIT(BUF_FILE_MAX)};
	enum line kind = LINE_WORDS;

	while (*splitter.at && !splitter.foreign)
		read_next(&splitter);
	for (size_t i = 1; i < all.count; i++)
		strings_add(words, all.item[i]);
	if (splitter.foreign || !all.count)
		kind = LINE_OTHER;
	else if (splitter.target)
		kind = LINE_FILE;
	strings_add_len(words, buf_text(&splitter.word), splitter.word.len);
	buf_release(&splitter.word);
	strings_release(&all);
	return kind;
}

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
		return split(argv[3], words);
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
