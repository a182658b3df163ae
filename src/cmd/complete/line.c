/*
 * A command line as a shell splits it: quotes go, nothing is expanded. Where it turns out that the cursor is in another
 * command (behind a pipe, in a substitution), there is nothing to say.
 */
#include <ctype.h>
#include <string.h>

#include "cmd/complete/complete.h"
#include "discred/buf.h"

struct splitter {
	const char *at;
	struct strings *words; /* `discred` too */
	struct buf word;
	bool begun;   /* there is a word, if only "" */
	bool quoted;  /* some of it is */
	bool target;  /* it names a file to redirect to */
	bool foreign; /* what follows is another command */
};

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

enum line line_split(const char *line, struct strings *words)
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
