/* The usage line: which arguments there are, and in which order. "discred run [OPTIONS] [PROFILE] -- COMMAND" */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cmd/complete/complete.h"

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

void help_read_usage(const char *text, struct help *help)
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
