#include "cmd/profile/prompt.h"

#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/terminal.h"
#include "cmd/profile/encoding.h"

enum { TEXT_WIDTH = 76, TEXT_WIDTH_MIN = 20 };

/*
 * The terminal's locale is in force only while a line is read: everywhere else names are compared by the rules of
 * ASCII, which another locale's are not (Turkish has another capital of "i").
 */
struct prompt {
	EditLine *line;
	locale_t locale;
	char *label; /* while a line is read */
	bool interrupted;
};

bool prompt_possible(void)
{
	char *device = terminal_device();
	bool possible = device && isatty(STDIN_FILENO) && isatty(STDERR_FILENO);

	free(device);
	return possible;
}

static char *show_label(EditLine *line)
{
	static char nothing[] = "";
	struct prompt *prompt = NULL;

	if (el_get(line, EL_CLIENTDATA, (void **)&prompt) < 0 || !prompt || !prompt->label)
		return nothing;
	return prompt->label;
}

/* The terminal's modes go with the program, and come back with it: EL_SIGNAL. */
static unsigned char suspend(EditLine *line, wint_t key)
{
	(void)line;
	(void)key;
	raise(SIGTSTP);
	return CC_REDISPLAY;
}

static unsigned char interrupt(EditLine *line, wint_t key)
{
	struct prompt *prompt = NULL;

	(void)key;
	if (!el_get(line, EL_CLIENTDATA, (void **)&prompt) && prompt)
		prompt->interrupted = true;
	return CC_EOF;
}

static locale_t terminal_locale(void)
{
	locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);

	/* In the plain C locale nobody could type a name with an accent in it. */
	if (locale && strcmp(nl_langinfo_l(CODESET, locale), "ANSI_X3.4-1968") != 0)
		return locale;
	if (locale)
		freelocale(locale);
	locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	return locale ? locale : newlocale(LC_CTYPE_MASK, "C", (locale_t)0);
}

int prompt_open(struct prompt **prompt, struct error *err)
{
	struct prompt *made = xcalloc(1, sizeof(*made));
	locale_t before;

	made->locale = terminal_locale();
	before = uselocale(made->locale);
	made->line = el_init("discred", stdin, stderr, stderr);
	if (!made->line) {
		uselocale(before);
		freelocale(made->locale);
		free(made);
		return error_set(err, ERROR_SYS, "cannot use the terminal");
	}
	el_set(made->line, EL_CLIENTDATA, made);
	el_set(made->line, EL_PROMPT, show_label);
	el_set(made->line, EL_EDITOR, "emacs");
	el_set(made->line, EL_SIGNAL, 1);
	el_source(made->line, NULL);
	/* ^C as a key: a signal would leave secrets unwiped. ^Z is one then too. */
	el_set(made->line, EL_SETTY, "-d", "-isig", NULL);
	/* In wide letters: the other form copies them, and never frees the copies. */
	el_wset(made->line, EL_ADDFN, L"discred-interrupt", L"End the program", interrupt);
	el_set(made->line, EL_BIND, "^C", "discred-interrupt", NULL);
	el_wset(made->line, EL_ADDFN, L"discred-suspend", L"Suspend the program", suspend);
	el_set(made->line, EL_BIND, "^Z", "discred-suspend", NULL);
	uselocale(before);
	*prompt = made;
	return 0;
}

void prompt_close(struct prompt *prompt)
{
	el_end(prompt->line);
	freelocale(prompt->locale);
	free(prompt);
}

void prompt_interrupt(struct prompt *prompt)
{
	prompt->interrupted = true;
}

bool prompt_interrupted(const struct prompt *prompt)
{
	return prompt->interrupted;
}

/* Without blanks and the newline at its ends. */
static char *trim(const char *text)
{
	size_t len;

	text += strspn(text, " \t");
	len = strlen(text);
	while (len && strchr(" \t\r\n", text[len - 1]))
		len--;
	return xstrndup(text, len);
}

int prompt_line(struct prompt *prompt, const char *label, char **line, struct error *err)
{
	locale_t before = uselocale(prompt->locale);
	const wchar_t *typed;
	char *text;
	int count = 0;

	prompt->label = xstrdup(label);
	typed = el_wgets(prompt->line, &count);
	uselocale(before);
	free(prompt->label);
	prompt->label = NULL;
	if (!typed || count < 1) {
		fputc('\n', stderr);
		return error_set(err, ERROR_TEMP, "stopped");
	}
	text = encoding_of_wide(typed);
	*line = trim(text);
	free(text);
	return 0;
}

static bool read_answer(const char *line, enum prompt_answer standard, enum prompt_answer *answer)
{
	static const struct {
		const char *word;
		enum prompt_answer answer;
	} words[] = {{"y", PROMPT_YES}, {"yes", PROMPT_YES}, {"n", PROMPT_NO}, {"no", PROMPT_NO}, {"?", PROMPT_MORE}};

	*answer = standard;
	if (!*line)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		*answer = words[i].answer;
		if (!strcasecmp(line, words[i].word))
			return true;
	}
	prompt_print("Answer y or n.");
	return false;
}

int prompt_yes(struct prompt *prompt, const char *question, enum prompt_answer standard, enum prompt_answer *answer,
	       struct error *err)
{
	char *label = xasprintf("%s [%s]: ", question, standard == PROMPT_YES ? "Y/n" : "y/N");
	bool answered = false;
	int result = 0;

	while (!answered && !result) {
		char *line = NULL;

		result = prompt_line(prompt, label, &line, err);
		answered = !result && read_answer(line, standard, answer);
		free(line);
	}
	free(label);
	return result;
}

/* How much of the line goes on the next row of the screen; what has no blank in it is not broken. */
static size_t fit(const char *line, size_t len, size_t width)
{
	size_t end = len;

	if (len <= width)
		return len;
	for (size_t i = 1; i < len && (i <= width || end == len); i++)
		if (line[i] == ' ')
			end = i;
	return end;
}

static void print_row(const char *before, const char *text, size_t len)
{
	char *row = xstrndup(text, len);

	text_sanitize(row);
	fprintf(stderr, "%s%s\n", *row ? before : "", row);
	free(row);
}

size_t prompt_width(void)
{
	size_t columns = terminal_width(stderr);

	if (!columns || columns > TEXT_WIDTH + 3)
		return TEXT_WIDTH;
	return columns < TEXT_WIDTH_MIN + 3 ? TEXT_WIDTH_MIN : columns - 3;
}

static void print(const char *text, const char *indent)
{
	const char *before = "  ";
	size_t width = prompt_width();

	while (*text) {
		size_t room = width - (strlen(before) - 2);
		size_t end = fit(text, strcspn(text, "\n"), room);

		print_row(before, text, end);
		before = text[end] == ' ' ? indent : "  ";
		text += end;
		text += *text == '\n' || *text == ' ';
	}
}

void prompt_print(const char *text)
{
	print(text, "  ");
}

void prompt_print_item(const char *name, const char *about)
{
	char *text = xasprintf("%s: %s", name, about);

	print(text, "      ");
	free(text);
}

void prompt_show(const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		print_row("  ", text, len);
		text += len;
		text += *text == '\n';
	}
}
