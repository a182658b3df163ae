#include "cmd/complete/command.h"

#include <stdlib.h>
#include <string.h>

#include "base/command.h"
#include "base/memory.h"
#include "cmd/complete/arguments.h"
#include "cmd/complete/help.h"
#include "cmd/complete/values.h"
#include "core/alias/alias.h"
#include "core/profile/config.h"

/* The program's options may stand before its verb too. */
static void complete_verb(struct completion *completion, const char *program, const struct help *help, size_t first)
{
	const struct strings *words = completion->words;
	struct help verb = HELP_INIT;

	first = complete_leading(completion, help, first);
	if (first == words->count)
		return;
	if (first + 1 == words->count) {
		for (size_t i = 0; i < help->verbs.count; i++)
			reply_add(&completion->reply, help->verbs.item[i], help->verb_texts.item[i]);
	} else if (strings_have(&help->verbs, words->item[first])) {
		help_ask(completion->env, program, words->item[first], &verb);
		complete_arguments(completion, &verb, first + 1);
		help_release(&verb);
	}
}

/* The words from `first` on are the program's. `builtin`: it is a part of discred, of that name. */
static void complete_program(struct completion *completion, const char *program, const char *builtin, size_t first)
{
	struct help help = HELP_INIT;

	help_ask(completion->env, program, builtin, &help);
	if (help.has_verbs)
		complete_verb(completion, program, &help, first);
	else
		complete_arguments(completion, &help, first);
	help_release(&help);
}

/* Whether the word is a command. If it is none of ours there is nothing to ask: its arguments may be files. */
static bool complete_command(struct completion *completion, const char *name, size_t first)
{
	const struct command *row = command_row(command_table, name);
	struct error err;
	char *program;

	if (row && row->kind == COMMAND_BUILTIN) {
		complete_program(completion, completion->discred, name, first);
		return true;
	}
	if (command_find(command_table, completion->env, name, &program, &err) < 0)
		return false;
	if (row)
		complete_program(completion, program, NULL, first);
	else
		completion->reply.files = true;
	free(program);
	return true;
}

/* The words with an alias in place of the first one; -1 when that is none. */
static int expand(const struct completion *completion, struct strings *words)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct config config;
	struct error err;
	int result = config_load(&config, completion->env, &list, &err);

	if (!result) {
		result = alias_expand(&config, completion->env, words, &err);
		config_release(&config);
	}
	diagnostics_release(&list);
	return result;
}

static void complete_alias(struct completion *completion, size_t first)
{
	const struct strings *typed = completion->words;
	struct strings words = STRINGS_INIT;

	for (size_t i = first; i < typed->count; i++)
		strings_add(&words, typed->item[i]);
	if (!expand(completion, &words)) {
		size_t longer = words.count;

		completion->words = &words;
		(void)complete_command(completion, words.item[0], 1);
		completion->words = typed;
		/* Counted in what was typed. */
		if (completion->reply.command)
			completion->reply.command += typed->count - longer;
	}
	strings_release(&words);
}

/* Asks for the options only if the first word is one. */
static size_t complete_own(struct completion *completion)
{
	struct help help = HELP_INIT;
	size_t first;

	if (completion->words->item[0][0] != '-')
		return 0;
	help_ask(completion->env, completion->discred, NULL, &help);
	first = complete_leading(completion, &help, 0);
	help_release(&help);
	return first;
}

void complete_discred(struct completion *completion)
{
	const struct strings *words = completion->words;
	size_t first = complete_own(completion);

	if (first == words->count)
		return;
	if (first + 1 == words->count)
		complete_commands(completion, true);
	else if (!complete_command(completion, words->item[first], first + 1))
		complete_alias(completion, first);
}
