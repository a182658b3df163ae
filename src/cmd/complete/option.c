#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cmd/complete/complete.h"

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

void complete_option(struct completion *completion, const struct help *help, const bool *seen)
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
