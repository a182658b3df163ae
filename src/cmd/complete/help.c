#include "cmd/complete/help.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/proc.h"
#include "base/verb.h"
#include "discred/buf.h"

/* Marks what people have no use for. */
static const char for_us[] = "(for discred itself)";

/* "NAME", "a|b": in capitals, or a choice. */
static size_t placeholder_len(const char *text)
{
	size_t len = strcspn(text, " ");

	if (!memchr(text, '|', len))
		for (size_t i = 0; i < len; i++)
			if (islower((unsigned char)text[i]))
				return 0;
	return len;
}

/* " NAME" or "[=NAME]", and what follows it. */
static const char *read_argument(const char *text, struct help_option *option)
{
	size_t len;

	if (!strncmp(text, "[=", 2)) {
		text += 2;
		len = strcspn(text, "]");
		option->may_omit = true;
	} else {
		len = *text == ' ' && text[1] != ' ' ? placeholder_len(++text) : 0;
	}
	if (len)
		option->argument = xstrndup(text, len);
	text += len;
	return option->may_omit && *text ? text + 1 : text;
}

/* "  -o, --output FORMAT   TEXT" */
static void read_option(const char *line, struct help *help)
{
	static const char name_bytes[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	struct help_option option = {.letter = 0};
	const char *name = line + strspn(line, " ");
	const char *rest;

	if (name[0] == '-' && name[1] != '-' && name[1] && !strncmp(name + 2, ", ", 2)) {
		option.letter = name[1];
		name += 4;
	}
	if (strncmp(name, "--", 2) != 0 || !name[2] || strstr(line, for_us))
		return;
	name += 2;
	option.name = xstrndup(name, strspn(name, name_bytes));
	rest = read_argument(name + strlen(option.name), &option);
	option.text = xstrdup(rest + strspn(rest, " "));
	option.repeats = strstr(option.text, "may be repeated");
	help->options = xgrow(help->options, help->option_count, sizeof(*help->options));
	help->options[help->option_count++] = option;
}

/* "  login [PROFILE]   TEXT" */
static void read_verb(const char *line, struct help *help)
{
	const char *text = strstr(line + 2, "  ");

	if (strstr(line, for_us))
		return;
	strings_add_len(&help->verbs, line + 2, strcspn(line + 2, " "));
	strings_add(&help->verb_texts, text ? text + strspn(text, " ") : "");
}

static void read_line(const char *line, struct help *help)
{
	if (strncmp(line, "  ", 2) != 0)
		return;
	if (line[strspn(line, " ")] == '-')
		read_option(line, help);
	else if (help->has_verbs && islower((unsigned char)line[2]))
		read_verb(line, help);
}

const struct help_option *help_find(const struct help *help, const char *name, size_t len)
{
	const struct help_option *found = NULL;
	size_t count = 0;

	for (size_t i = 0; i < help->option_count; i++) {
		const struct help_option *option = &help->options[i];

		if (strncmp(option->name, name, len) != 0)
			continue;
		if (!option->name[len])
			return option;
		found = option;
		count++;
	}
	return count == 1 ? found : NULL;
}

const struct help_option *help_find_letter(const struct help *help, char letter)
{
	for (size_t i = 0; i < help->option_count; i++)
		if (help->options[i].letter == letter)
			return &help->options[i];
	return NULL;
}

/* The usage line: which arguments there are, and in which order. "discred run [OPTIONS] [PROFILE] -- COMMAND" */
struct usage {
	struct help *help;
	unsigned depth;    /* of brackets */
	bool after_option; /* which takes a value: that is no argument */
	bool alternative;  /* a '|' was read */
};

static bool takes_value(const struct help *help, const char *option)
{
	const struct help_option *found;

	if (strchr(option, '='))
		return false;
	if (option[1] == '-')
		found = help_find(help, option + 2, strlen(option + 2));
	else
		found = help_find_letter(help, option[1]);
	return found && found->argument && !found->may_omit;
}

static void take_option(struct usage *usage, const char *option)
{
	struct help *help = usage->help;
	struct help_argument *last = help->argument_count ? &help->arguments[help->argument_count - 1] : NULL;

	if (usage->alternative && last && !last->instead && !strncmp(option, "--", 2))
		last->instead = xstrdup(option + 2);
	usage->after_option = takes_value(help, option);
}

/* What may stand in place of the last argument: "A | B". */
static void take_alternative(struct help *help, const char *name)
{
	struct help_argument *last = &help->arguments[help->argument_count - 1];
	char *both = xasprintf("%s|%s", last->name, name);

	free(last->name);
	last->name = both;
}

static void take_argument(struct usage *usage, const char *name, bool repeats)
{
	struct help *help = usage->help;

	if (usage->after_option || !strcmp(name, "OPTIONS") || !strcmp(name, "VERB")) {
		usage->after_option = false;
	} else if (usage->alternative && help->argument_count) {
		take_alternative(help, name);
	} else {
		help->arguments = xgrow(help->arguments, help->argument_count, sizeof(*help->arguments));
		help->arguments[help->argument_count++] =
		    (struct help_argument){.name = xstrdup(name), .optional = usage->depth > 0, .repeats = repeats};
	}
}

/* One word of it, with the brackets around it. Whether more arguments can follow. */
static bool take_word(struct usage *usage, const char *word)
{
	static const char dots[] = "...";
	size_t open = strspn(word, "[");
	size_t len = strcspn(word + open, "]");
	size_t closed = strspn(word + open + len, "]");
	char *name = xstrndup(word + open, len);
	bool repeats = len >= 3 && !strcmp(name + len - 3, dots);
	bool more = strcmp(name, "--") != 0;

	if (repeats)
		name[len - 3] = '\0';
	usage->depth += (unsigned)open;
	if (!more)
		usage->help->command = true;
	else if (*name == '-')
		take_option(usage, name);
	else if (*name && strcmp(name, "|") != 0)
		take_argument(usage, name, repeats);
	usage->alternative = !strcmp(name, "|");
	usage->depth -= closed < usage->depth ? (unsigned)closed : usage->depth;
	free(name);
	return more;
}

static bool is_name(const char *word)
{
	return *word >= 'a' && *word <= 'z' && !strchr(word, '|');
}

static void read_usage(const char *text, struct help *help)
{
	struct usage usage = {.help = help};
	struct strings words = STRINGS_INIT;
	size_t i = 0;

	strings_split(&words, text, " ");
	while (i < words.count && is_name(words.item[i]))
		i++;
	while (i < words.count && take_word(&usage, words.item[i]))
		i++;
	strings_release(&words);
}

/* The lines, with what goes on in the column of the text joined to what it belongs to. */
static void join_lines(const char *text, struct strings *lines)
{
	enum { COLUMN = 20 };

	while (*text) {
		size_t indent = strspn(text, " ");
		size_t len = strcspn(text, "\n");

		if (indent >= COLUMN && lines->count) {
			char **last = &lines->item[lines->count - 1];
			char *whole = xasprintf("%s %.*s", *last, (int)(len - indent), text + indent);

			free(*last);
			*last = whole;
		} else if (len) {
			strings_add_len(lines, text, len);
		}
		text += len + (text[len] == '\n');
	}
}

/* The text that opt_print_help and verb_run print. */
static void read_help(const char *text, struct help *help)
{
	static const char prefix[] = "usage: ";
	struct strings lines = STRINGS_INIT;

	join_lines(text, &lines);
	if (lines.count && !strncmp(lines.item[0], prefix, sizeof(prefix) - 1)) {
		help->has_verbs = strstr(lines.item[0], " VERB");
		for (size_t i = 1; i < lines.count; i++)
			read_line(lines.item[i], help);
		read_usage(lines.item[0] + sizeof(prefix) - 1, help);
	}
	strings_release(&lines);
}

void help_ask(const struct environ *env, const char *program, const char *verb, struct help *help)
{
	struct strings words = STRINGS_INIT;
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	struct proc_request request = {.output = PROC_PIPE, .errors = PROC_NULL};
	struct error err;
	struct proc proc;

	strings_add(&words, program);
	if (verb)
		strings_add(&words, verb);
	strings_add(&words, "--help");
	request.argv = words.item;
	if (!proc_start(env, &request, &proc, &err)) {
		if (proc_finish(&proc, &text, NULL, -1, &err) < 0)
			proc_kill(&proc);
		else if (!proc.status)
			read_help(buf_text(&text), help);
	}
	buf_release(&text);
	strings_release(&words);
}

void help_release(struct help *help)
{
	for (size_t i = 0; i < help->option_count; i++) {
		free(help->options[i].name);
		free(help->options[i].argument);
		free(help->options[i].text);
	}
	for (size_t i = 0; i < help->argument_count; i++) {
		free(help->arguments[i].name);
		free(help->arguments[i].instead);
	}
	free(help->options);
	free(help->arguments);
	strings_release(&help->verbs);
	strings_release(&help->verb_texts);
	*help = (struct help)HELP_INIT;
}
