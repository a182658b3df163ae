/* The words behind a program or verb, read as getopt_long will read them. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cmd/complete/complete.h"

struct walk {
	const struct help *help;
	const struct help_option *open; /* its value is the next word */
	struct strings given;           /* the words that are neither an option nor the value of one */
	bool *seen;
	bool ended; /* by "--" */
};

static void see(struct walk *walk, const struct help_option *option)
{
	walk->seen[option - walk->help->options] = true;
}

static bool needs_value(const struct help_option *option)
{
	return option->argument && !option->may_omit;
}

static void walk_long(struct walk *walk, const char *name)
{
	size_t len = strcspn(name, "=");
	const struct help_option *option = help_find(walk->help, name, len);

	if (!option)
		return;
	see(walk, option);
	if (!name[len] && needs_value(option))
		walk->open = option;
}

/* -abVALUE: behind a letter that takes one, the rest is its value. */
static void walk_letters(struct walk *walk, const char *letters)
{
	for (; *letters; letters++) {
		const struct help_option *option = help_find_letter(walk->help, *letters);

		if (!option)
			continue;
		see(walk, option);
		if (!option->argument)
			continue;
		if (!letters[1] && needs_value(option))
			walk->open = option;
		return;
	}
}

static void walk_word(struct walk *walk, const char *word)
{
	if (walk->open)
		walk->open = NULL;
	else if (walk->ended || word[0] != '-' || !word[1])
		strings_add(&walk->given, word);
	else if (!strcmp(word, "--"))
		walk->ended = true;
	else if (word[1] == '-')
		walk_long(walk, word + 2);
	else
		walk_letters(walk, word + 1);
}

size_t complete_leading(struct completion *completion, const struct help *help, size_t first)
{
	const struct strings *words = completion->words;
	const char *word = completion_word(completion);
	struct walk walk = {.help = help, .seen = xcalloc(help->option_count + 1, sizeof(*walk.seen))};

	for (; first + 1 < words->count && (walk.open || words->item[first][0] == '-'); first++)
		walk_word(&walk, words->item[first]);
	if (first + 1 == words->count && (walk.open || *word == '-')) {
		if (walk.open)
			complete_value(completion, walk.open->argument, word);
		else
			complete_option(completion, help, walk.seen);
		first++;
	}
	strings_release(&walk.given);
	free(walk.seen);
	return first;
}

void complete_arguments(struct completion *completion, const struct help *help, size_t first)
{
	const struct strings *words = completion->words;
	const char *word = completion_word(completion);
	struct walk walk = {.help = help, .seen = xcalloc(help->option_count + 1, sizeof(*walk.seen))};

	for (; first + 1 < words->count && !(walk.ended && help->command); first++)
		walk_word(&walk, words->item[first]);
	if (walk.ended && help->command)
		completion->reply.command = first + 1;
	else if (walk.open)
		complete_value(completion, walk.open->argument, word);
	else if (*word == '-' && !walk.ended)
		complete_option(completion, help, walk.seen);
	else
		complete_positional(completion, help, &walk.given, walk.seen);
	strings_release(&walk.given);
	free(walk.seen);
}
