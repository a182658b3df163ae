#include "cmd/complete/arguments.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cmd/complete/values.h"

/* --NAME=TEXT: the value. */
static void complete_joined(struct completion *completion, const struct help *help, const char *text)
{
	const char *name = completion_word(completion) + 2;
	const struct help_option *option = help_find(help, name, (size_t)(text - name) - 1);

	completion->reply.part = text;
	if (option && option->argument)
		complete_value(completion, option->argument, text);
}

/* -abTEXT: whether a letter takes the rest as its value. */
static bool complete_letters(struct completion *completion, const struct help *help)
{
	for (const char *letter = completion_word(completion) + 1; letter[0] && letter[1]; letter++) {
		const struct help_option *option = help_find_letter(help, *letter);

		if (!option)
			return false;
		if (!option->argument)
			continue;
		completion->reply.part = letter + 1;
		complete_value(completion, option->argument, letter + 1);
		return true;
	}
	return false;
}

static void offer(struct completion *completion, const struct help_option *option)
{
	const char *word = completion_word(completion);
	char letter[] = {'-', option->letter, '\0'};
	char *flag = xasprintf("--%s", option->name);
	char *joined = xasprintf("--%s=", option->name);

	if (option->letter && word[1] != '-')
		reply_add(&completion->reply, letter, option->text);
	if (!option->argument || option->may_omit)
		reply_add(&completion->reply, flag, option->text);
	if (option->argument)
		reply_add(&completion->reply, joined, option->text);
	free(flag);
	free(joined);
}

static void complete_option(struct completion *completion, const struct help *help, const bool *seen)
{
	const char *word = completion_word(completion);
	const char *value = word[1] == '-' ? strchr(word, '=') : NULL;

	if (value) {
		complete_joined(completion, help, value + 1);
		return;
	}
	if (word[1] != '-' && complete_letters(completion, help))
		return;
	for (size_t i = 0; i < help->option_count; i++)
		if (!seen[i] || help->options[i].repeats)
			offer(completion, &help->options[i]);
}

/* Which of the usage's arguments a word is, from `slot` on: the first optional one that it fits, else the first. */
static size_t slot_of(const struct completion *completion, const struct help *help, size_t slot, const char *word)
{
	for (size_t i = slot; i < help->argument_count; i++) {
		if (value_fits(completion, help->arguments[i].name, word))
			return i;
		if (!help->arguments[i].optional)
			break;
	}
	return slot;
}

static bool is_replaced(const struct help *help, const struct help_argument *argument, const bool *seen)
{
	const struct help_option *option =
	    argument->instead ? help_find(help, argument->instead, strlen(argument->instead)) : NULL;

	return option && seen[option - help->options];
}

static void complete_positional(struct completion *completion, const struct help *help, const struct strings *given,
				const bool *seen)
{
	size_t slot = 0;

	for (size_t i = 0; i < given->count && slot < help->argument_count; i++) {
		slot = slot_of(completion, help, slot, given->item[i]);
		if (!help->arguments[slot].repeats)
			slot++;
	}
	for (; slot < help->argument_count; slot++) {
		if (!is_replaced(help, &help->arguments[slot], seen))
			complete_value(completion, help->arguments[slot].name, completion_word(completion));
		if (!help->arguments[slot].optional)
			return;
	}
	if (help->command)
		reply_add(&completion->reply, "--", "the command follows");
}

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
