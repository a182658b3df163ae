#include "base/opt_common.h"

#include <string.h>

#include "base/memory.h"
#include "base/ui_options.h"

enum { COMMON_QUIET = OPT_END - 5, COMMON_VERBOSE, COMMON_TRACE, COMMON_COLOR, COMMON_NO_INPUT };

const struct opt_spec opt_common[] = {
    {COMMON_QUIET, 'q', "quiet", NULL, "leave out notes; warnings and errors stay"},
    {COMMON_VERBOSE, 'v', "verbose", NULL, "say on stderr what is being done"},
    {COMMON_TRACE, 0, "trace", NULL, "show HTTP exchanges on stderr, without secrets"},
    {COMMON_COLOR, 0, "color", "WHEN", "use colour: auto|always|never"},
    {COMMON_NO_INPUT, 0, "no-input", NULL, "ask nobody, even at a terminal"},
    OPT_SPEC_END,
};

static int choose_color(const char *when, enum ui_color *color, struct error *err)
{
	static const char *const names[] = {[COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never"};

	for (unsigned i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(names[i], when) != 0)
			continue;
		*color = (enum ui_color)i;
		return 0;
	}
	error_set(err, ERROR_USAGE, "option '--color' cannot be '%s'", when);
	return error_hint(err, "use one of auto, always, never");
}

int opt_obey_common(const struct opt_spec *row, const char *value, struct error *err)
{
	struct ui_options wanted = *ui_options();

	switch (row->id) {
	case COMMON_QUIET:
	case COMMON_VERBOSE:
		/* The last one counts. */
		wanted.quiet = row->id == COMMON_QUIET;
		wanted.verbose = !wanted.quiet;
		break;
	case COMMON_TRACE:
		wanted.trace = true;
		break;
	case COMMON_NO_INPUT:
		wanted.no_input = true;
		break;
	default:
		if (choose_color(value, &wanted.color, err) < 0)
			return -1;
	}
	ui_options_set(&wanted);
	return 0;
}

/* "-q", "-v", "-qv". */
static int take_letters(const char *letters, struct error *err)
{
	if (!*letters || letters[strspn(letters, "qv")])
		return 0;
	for (; *letters; letters++)
		for (const struct opt_spec *row = opt_common; row->name; row++)
			if (row->letter == *letters && opt_obey_common(row, NULL, err) < 0)
				return -1;
	return 1;
}

static int take_long(const struct opt_spec *row, const char *value, const char *next, struct error *err)
{
	if (!row->argument && value)
		return error_set(err, ERROR_USAGE, "option '--%s' takes no value", row->name);
	if (row->argument && !value && !next)
		return error_set(err, ERROR_USAGE, "option '--%s' needs a value", row->name);
	if (opt_obey_common(row, value ? value : next, err) < 0)
		return -1;
	return row->argument && !value ? 2 : 1;
}

int opt_take_common(int argc, char *const *argv, struct error *err)
{
	const char *word = argc > 0 ? argv[0] : "";
	const char *value = strchr(word, '=');
	size_t len;

	if (word[0] != '-')
		return 0;
	if (word[1] != '-')
		return take_letters(word + 1, err);
	word += 2;
	len = value ? (size_t)(value - word) : strlen(word);
	for (const struct opt_spec *row = opt_common; row->name; row++)
		if (strlen(row->name) == len && !strncmp(row->name, word, len))
			return take_long(row, value ? value + 1 : NULL, argc > 1 ? argv[1] : NULL, err);
	return 0;
}
