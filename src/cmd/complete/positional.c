#include <string.h>

#include "cmd/complete/complete.h"

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

void complete_positional(struct completion *completion, const struct help *help, const struct strings *given,
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
