#include <stdlib.h>
#include <string.h>

#include "base/command.h"
#include "base/memory.h"
#include "base/words.h"
#include "core/alias/alias.h"
#include "core/profile/config.h"

/* What people type first. An alias of that name, or a command on the PATH, comes before it. */
static const struct {
	const char *name;
	const char *value;
} usual[] = {
    {"login", "auth login"},
    {"logout", "auth logout"},
    {"status", "auth status"},
    {"rm", "profile remove"},
};

static const char *alias_value(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->alias_names.count; i++)
		if (!strcmp(config->alias_names.item[i], name))
			return config->alias_values.item[i];
	for (size_t i = 0; i < ARRAY_LEN(usual); i++)
		if (!strcmp(usual[i].name, name))
			return usual[i].value;
	return NULL;
}

/* Replaces the first word by the alias's own. */
static int replace_first(const char *value, struct strings *words, struct error *err)
{
	struct strings longer = STRINGS_INIT;
	const char *name = words->item[0];

	if (value[strspn(value, " \t\n")] == '!') {
		error_set(err, ERROR_CONFIG, "it asks for a shell, which discred never runs");
		return error_hint(err, "make it a script called 'discred-%s' on the PATH", name);
	}
	if (words_split(value, &longer, err) < 0) {
		strings_release(&longer);
		return -1;
	}
	if (!longer.count || longer.item[0][0] == '-') {
		strings_release(&longer);
		return error_set(err, ERROR_CONFIG, "it does not begin with a command");
	}
	for (size_t i = 1; i < words->count; i++)
		strings_add(&longer, words->item[i]);
	strings_release(words);
	*words = longer;
	return 0;
}

static int report_loop(struct strings *chain, const char *name, struct error *err)
{
	char *drawn;

	strings_add(chain, name);
	drawn = strings_join(chain, " -> ");
	error_set(err, ERROR_CONFIG, "alias '%s' never ends: %s", chain->item[0], drawn);
	error_hint(err, "change one of them in config.cfg");
	free(drawn);
	return -1;
}

/* 1: the word is a command, 0: it is none, -1: it is one that cannot be run. */
static int is_command(const struct environ *env, const char *word, struct error *err)
{
	const struct command *row = command_row(command_table, word);
	char *path;

	if (row && row->kind == COMMAND_BUILTIN)
		return 1;
	if (command_find(command_table, env, word, &path, err) < 0)
		return err->code == ERROR_NONE ? 0 : -1;
	free(path);
	return 1;
}

static int no_command(const struct config *config, const struct environ *env, const struct strings *chain,
		      const char *word, struct error *err)
{
	if (chain->count)
		error_set(err, ERROR_CONFIG, "alias '%s': '%s' is not a discred command", chain->item[chain->count - 1],
			  word);
	else
		error_set(err, ERROR_USAGE, "'%s' is not a discred command", word);
	return alias_suggest(config, env, word, err);
}

int alias_expand(const struct config *config, const struct environ *env, struct strings *words, struct error *err)
{
	struct strings chain = STRINGS_INIT;
	int result;

	while (!(result = is_command(env, words->item[0], err))) {
		const char *value = alias_value(config, words->item[0]);

		if (!value)
			result = no_command(config, env, &chain, words->item[0], err);
		else if (strings_have(&chain, words->item[0]))
			result = report_loop(&chain, words->item[0], err);
		if (result)
			break;
		strings_add(&chain, words->item[0]);
		if (replace_first(value, words, err) < 0) {
			result = error_prefix(err, "alias '%s'", chain.item[chain.count - 1]);
			break;
		}
	}
	strings_release(&chain);
	return result < 0 ? -1 : 0;
}
