#include <stdlib.h>
#include <string.h>

#include "base/command.h"
#include "core/alias/alias.h"
#include "core/profile/config.h"

/* Everything that could have been typed. */
static void candidates(const struct config *config, const struct environ *env, struct strings *names)
{
	for (const struct command *row = command_table; row->name; row++)
		if (row->kind != COMMAND_INNER)
			strings_add(names, row->name);
	command_list_external(command_table, env, names);
	for (size_t i = 0; i < config->alias_names.count; i++)
		if (!strings_have(names, config->alias_names.item[i]))
			strings_add(names, config->alias_names.item[i]);
}

/* What the word is the beginning of, or else, all that are as near as the nearest. */
static void nearest(const struct strings *names, const char *word, struct strings *meant)
{
	const char *best;
	unsigned distance;

	for (size_t i = 0; i < names->count; i++)
		if (!strncmp(names->item[i], word, strlen(word)))
			strings_add(meant, names->item[i]);
	if (meant->count)
		return;
	best = strings_nearest((const char *const *)names->item, names->count, word);
	if (!best)
		return;
	distance = text_distance(word, best);
	for (size_t i = 0; i < names->count; i++)
		if (text_distance(word, names->item[i]) == distance)
			strings_add(meant, names->item[i]);
}

int alias_suggest(const struct config *config, const struct environ *env, const char *word, struct error *err)
{
	struct strings names = STRINGS_INIT;
	struct strings meant = STRINGS_INIT;
	char *list;

	candidates(config, env, &names);
	nearest(&names, word, &meant);
	list = strings_join(&meant, "' or '");
	if (meant.count)
		error_hint(err, "did you mean '%s'?", list);
	else
		error_hint(err, "see 'discred help -a'");
	free(list);
	strings_release(&names);
	strings_release(&meant);
	return -1;
}
