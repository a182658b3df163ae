#include "base/command.h"
#include "base/memory.h"
#include "base/ui_options.h"

int command_argv(const struct command *table, const char *name, char *const *rest, struct strings *argv,
		 struct error *err)
{
	char *program = xasprintf("discred-%s", name);
	int result = 0;

	strings_add(argv, program);
	ui_options_words(argv);
	if (argv->count > 1 && !command_row(table, name)) {
		error_set(err, ERROR_USAGE, "option '%s' before '%s', which is not discred's own command",
			  argv->item[1], name);
		result = error_hint(err, "put it behind '%s' if that knows it", name);
	}
	while (*rest)
		strings_add(argv, *rest++);
	free_string(program);
	return result;
}
