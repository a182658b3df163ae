#include "cmd/auth/login_prompt.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/ui_options.h"

enum { TYPED_MAX = 16384 };

void prompt_open(struct prompt *prompt)
{
	struct termios quiet;

	*prompt = (struct prompt){.shows = isatty(STDERR_FILENO), .typed = BUF_INIT(TYPED_MAX), .shown = -1};
	/* In the background the terminal is not ours to change or to read. */
	prompt->reads = !ui_options()->no_input && isatty(STDIN_FILENO) && tcgetpgrp(STDIN_FILENO) == getpgrp() &&
			!tcgetattr(STDIN_FILENO, &prompt->modes);
	if (!prompt->reads)
		return;
	quiet = prompt->modes;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ICANON);
	quiet.c_cc[VMIN] = 1;
	quiet.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &quiet);
}

static void stop_reading(struct prompt *prompt)
{
	if (prompt->reads)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &prompt->modes);
	prompt->reads = false;
}

void prompt_close(struct prompt *prompt)
{
	stop_reading(prompt);
	prompt_clear(prompt);
	buf_release(&prompt->typed);
}

void prompt_clear(struct prompt *prompt)
{
	if (prompt->shows && prompt->shown >= 0)
		fputs("\r\033[K", stderr);
	prompt->shown = -1;
}

void prompt_count(struct prompt *prompt, const char *what, int64_t left_ms)
{
	int64_t left = (left_ms + 999) / 1000;

	/* In the background the line is the shell's. */
	if (prompt->shows && tcgetpgrp(STDERR_FILENO) == getpgrp() && left != prompt->shown)
		fprintf(stderr, "\r%s, %lld:%02lld left\033[K", what, (long long)left / 60, (long long)left % 60);
	prompt->shown = left;
}

/* The length of the typed text without its last, unfinished line. */
static size_t finished(const struct buf *typed)
{
	const char *newline = memrchr(buf_text(typed), '\n', typed->len);

	return newline ? (size_t)(newline - buf_text(typed)) + 1 : 0;
}

/*
 * Whether the byte belongs to an escape sequence: a key that has no character, or what a terminal puts around a paste
 * (ESC [ 200 ~ and ESC [ 201 ~).
 */
static bool skip_escape(struct prompt *prompt, char c)
{
	switch (prompt->escape) {
	case ESCAPE_BEGUN:
		prompt->escape = c == '[' ? ESCAPE_SEQUENCE : ESCAPE_NONE;
		return c == '[';
	case ESCAPE_SEQUENCE:
		if (c >= 0x40)
			prompt->escape = ESCAPE_NONE;
		return true;
	case ESCAPE_NONE:
		break;
	}
	prompt->escape = c == 0x1b ? ESCAPE_BEGUN : ESCAPE_NONE;
	return c == 0x1b;
}

static void take(struct prompt *prompt, char c)
{
	struct buf *typed = &prompt->typed;
	size_t start = finished(typed);

	if (skip_escape(prompt, c))
		return;
	if (c == '\r' || c == '\n')
		buf_char(typed, '\n');
	else if ((c == 0x7f || c == 0x08) && typed->len > start)
		buf_cut(typed, typed->len - 1);
	else if (c && (cc_t)c == prompt->modes.c_cc[VKILL])
		buf_cut(typed, start);
	else if ((unsigned char)c >= 0x20 && c != 0x7f)
		buf_char(typed, c);
}

void prompt_read(struct prompt *prompt)
{
	char chunk[1024];
	ssize_t got = read(STDIN_FILENO, chunk, sizeof(chunk));

	if (!got || (got < 0 && errno != EINTR && errno != EAGAIN))
		stop_reading(prompt);
	for (ssize_t i = 0; i < got; i++)
		take(prompt, chunk[i]);
	wipe_array(chunk);
	/* Nobody types so much in earnest. */
	if (!buf_ok(&prompt->typed))
		buf_clear(&prompt->typed);
}

bool prompt_line(struct prompt *prompt, struct buf *line)
{
	const char *text = buf_text(&prompt->typed);
	const char *newline = memchr(text, '\n', prompt->typed.len);
	struct buf rest = BUF_INIT(TYPED_MAX);

	if (!newline)
		return false;
	buf_clear(line);
	buf_add(line, text, (size_t)(newline - text));
	buf_add(&rest, newline + 1, prompt->typed.len - (size_t)(newline + 1 - text));
	buf_move(&prompt->typed, &rest);
	return true;
}
