/* Which option may have been meant. */
#include <stdlib.h>
#include <string.h>

#include "base/opt_common.h"
#include "base/strings.h"

static void add_names(struct strings *names, const struct opt_spec *specs)
{
	for (; specs->name; specs++)
		if (!strstr(specs->help, "(for discred itself)"))
			strings_add(names, specs->name);
}

int opt_suggest(const struct opt_spec *specs, const char *word, size_t len, struct error *err)
{
	struct strings names = STRINGS_INIT;
	struct strings meant = STRINGS_INIT;
	struct strings typed = STRINGS_INIT;
	const char *nearest;
	char *list;

	strings_add_len(&typed, word, len);
	add_names(&names, specs);
	add_names(&names, opt_common);
	strings_add(&names, "help");
	for (size_t i = 0; i < names.count; i++)
		if (len && !strncmp(names.item[i], word, len))
			strings_add(&meant, names.item[i]);
	nearest = strings_nearest((const char *const *)names.item, names.count, typed.item[0]);
	if (!meant.count && nearest)
		strings_add(&meant, nearest);
	list = strings_join(&meant, "' or '--");
	if (meant.count)
		error_hint(err, "did you mean '--%s'?", list);
	free(list);
	strings_release(&typed);
	strings_release(&meant);
	strings_release(&names);
	return -1;
}
