/* Secrets at a hidden prompt, and what people paste there besides the secret. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "cmd/profile/new.h"
#include "cmd/profile/secret.h"
#include "discred/secret.h"
#include "discred/token.h"

static const char mark[] = "\xef\xbb\xbf";

static volatile sig_atomic_t interrupted;

static void note_interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

/* ^C ends the program later, when its secrets are wiped. */
static int read_hidden(struct prompt *prompt, const char *label, struct buf *value, struct error *err)
{
	struct sigaction note = {.sa_handler = note_interrupt};
	struct sigaction before;
	int result;

	interrupted = 0;
	sigaction(SIGINT, &note, &before);
	result = profile_type_secret(label, value, err);
	sigaction(SIGINT, &before, NULL);
	if (interrupted)
		prompt_interrupt(prompt);
	return result && err->code == ERROR_SYS ? error_set(err, ERROR_TEMP, "stopped") : result;
}

/* Keeps len bytes from start on. */
static void cut_out(struct buf *value, size_t start, size_t len)
{
	struct buf part = BUF_INIT(BUF_TOKEN_MAX);

	buf_add(&part, buf_text(value) + start, len);
	buf_move(value, &part);
}

static bool begins(const struct buf *value, const char *with)
{
	return !strncmp(buf_text(value), with, strlen(with));
}

static bool is_quoted(const struct buf *value)
{
	const char *text = buf_text(value);

	return value->len > 2 && strchr("\"'`", text[0]) && text[0] == text[value->len - 1];
}

/* What is around the secret is taken away if the person says so; else the secret stays as it was typed. */
static int offer_cut(struct wizard *wizard, const char *what, struct buf *value, size_t start, size_t len,
		     struct error *err)
{
	char *question = xasprintf("It %s: take that away", what);
	enum prompt_answer answer;
	int result = prompt_yes(wizard->prompt, question, PROMPT_YES, &answer, err);

	free(question);
	if (!result && answer == PROMPT_YES)
		cut_out(value, start, len);
	return result;
}

static int offer_cuts(struct wizard *wizard, struct buf *value, struct error *err)
{
	const size_t prefix = strlen("Bot ");

	if (begins(value, mark) &&
	    offer_cut(wizard, "begins with a byte order mark", value, strlen(mark), value->len - strlen(mark), err) < 0)
		return -1;
	if (is_quoted(value) && offer_cut(wizard, "is in quotes", value, 1, value->len - 2, err) < 0)
		return -1;
	if (begins(value, "Bot ") &&
	    offer_cut(wizard, "begins with 'Bot '", value, prefix, value->len - prefix, err) < 0)
		return -1;
	return 0;
}

/* Clears `good` if the value is to be typed once more. */
static int check(struct wizard *wizard, const char *key, struct buf *value, bool *good, struct error *err)
{
	enum prompt_answer keep = PROMPT_YES;

	*good = !secret_take_line(key, value, err);
	if (!*good) {
		new_complain(err);
		return 0;
	}
	if (token_bytes_valid(buf_text(value), value->len))
		return 0;
	if (prompt_yes(wizard->prompt, "It has blanks or letters that no secret of Discord's has: keep it", PROMPT_NO,
		       &keep, err) < 0)
		return -1;
	*good = keep == PROMPT_YES;
	return 0;
}

int new_ask_hidden(struct wizard *wizard, const char *label, const char *key, struct buf *value, struct error *err)
{
	bool good = false;

	while (!good) {
		if (read_hidden(wizard->prompt, label, value, err) < 0) {
			if (err->code != ERROR_USAGE)
				return -1;
			new_complain(err);
			continue;
		}
		profile_trim_secret(value);
		if (!strcmp(buf_text(value), "<"))
			return ASK_BACK;
		if (!strcmp(buf_text(value), "?"))
			buf_release(value);
		if (!value->len)
			return ASK_DONE;
		if (offer_cuts(wizard, value, err) < 0 || check(wizard, key, value, &good, err) < 0)
			return -1;
	}
	return ASK_DONE;
}
