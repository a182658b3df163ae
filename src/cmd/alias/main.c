/*
 * discred-alias: what becomes of a name that is no command. It is apart from the dispatcher because config.cfg needs
 * libconfig, which no command that exists should have to load.
 *
 *	discred-alias DISCRED [COMMON OPTIONS] NAME [ARGUMENTS]		DISCRED is the dispatcher's own path
 */
#include "core/alias/alias.h"

#include <stdlib.h>
#include <string.h>

#include "base/command.h"
#include "base/memory.h"
#include "base/opt.h"
#include "base/ui_options.h"
#include "core/profile/config.h"
#include "discred/main.h"
#include "discred/profile.h"

static int load(struct config *config, const struct environ *env, struct error *err)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	int result = config_load(config, env, &list, err);

	if (result < 0 && list.count)
		profile_complain(stderr, &list, err);
	diagnostics_release(&list);
	return result;
}

/* discred runs what is not a program of its own: a builtin, and a foreign one, which it shows no secrets. */
static int become(const struct environ *env, char *dispatcher, struct strings *words, struct error *err)
{
	struct strings argv = STRINGS_INIT;
	char *path = NULL;
	int result = command_find(command_table, env, words->item[0], &path, err);

	if (!result && command_row(command_table, words->item[0])) {
		result = command_argv(command_table, words->item[0], words->item + 1, &argv, err);
	} else if (!result || err->code == ERROR_NONE) {
		free(path);
		path = xstrdup(dispatcher);
		strings_add(&argv, "discred");
		ui_options_words(&argv);
		for (size_t i = 0; i < words->count; i++)
			strings_add(&argv, words->item[i]);
		result = 0;
	}
	if (!result)
		result = command_exec(path, argv.item, env, err);
	free(path);
	strings_release(&argv);
	return result;
}

int cmd_main(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct strings words = STRINGS_INIT;
	struct config config;
	int first = 2;
	int result;

	while ((result = opt_take_common(argc - first, argv + first, err)) > 0)
		first += result;
	if (result < 0)
		return -1;
	if (argc <= first) {
		error_set(err, ERROR_USAGE, "discred runs this program itself, for aliases");
		return error_hint(err, "write them into config.cfg");
	}
	if (load(&config, env, err) < 0)
		return -1;
	for (int i = first; i < argc; i++)
		strings_add(&words, argv[i]);
	result = alias_expand(&config, env, &words, err);
	if (!result)
		result = become(env, argv[1], &words, err);
	strings_release(&words);
	config_release(&config);
	return result;
}
