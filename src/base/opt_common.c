#include "base/opt_common.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/ui_options.h"

/* Of these two the last one counts. */
static int set_quiet(void *options, const char *value, struct error *err)
{
	struct ui_options *wanted = options;

	(void)value;
	(void)err;
	wanted->quiet = true;
	wanted->verbose = false;
	return 0;
}

static int set_verbose(void *options, const char *value, struct error *err)
{
	struct ui_options *wanted = options;

	(void)value;
	(void)err;
	wanted->quiet = false;
	wanted->verbose = true;
	return 0;
}

static int set_color(void *options, const char *when, struct error *err)
{
	static const char *const names[] = {[COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never"};
	struct ui_options *wanted = options;

	for (unsigned i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(names[i], when) != 0)
			continue;
		wanted->color = (enum ui_color)i;
		return 0;
	}
	error_set(err, ERROR_USAGE, "option '--color' cannot be '%s'", when);
	return error_hint(err, "use one of auto, always, never");
}

const struct opt_spec opt_none[] = {OPT_SPEC_END};

const struct opt_spec opt_common[] = {
    OPT_TAKE('q', "quiet", NULL, set_quiet, "leave out notes; warnings and errors stay"),
    OPT_TAKE('v', "verbose", NULL, set_verbose, "say on stderr what is being done"),
    OPT_FLAG(0, "trace", struct ui_options, trace, "show HTTP exchanges on stderr, without secrets"),
    OPT_TAKE(0, "color", "WHEN", set_color, "use colour: auto|always|never"),
    OPT_FLAG(0, "no-input", struct ui_options, no_input, "ask nobody, even at a terminal"),
    OPT_SPEC_END,
};

static int parse_number(const struct opt_spec *row, const char *text, long *number, struct error *err)
{
	char *end = NULL;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (errno || end == text || *end || !strchr("-0123456789", text[0]) || value < row->low || value > row->high)
		return error_set(err, ERROR_USAGE, "option '--%s': '%s' is not a number from %ld to %ld", row->name,
				 text, row->low, row->high);
	*number = value;
	return 0;
}

int opt_apply(const struct opt_spec *row, void *options, const char *value, struct error *err)
{
	void *member = (char *)options + row->member;

	switch (row->kind) {
	case OPT_KIND_FLAG:
		*(bool *)member = true;
		return 0;
	case OPT_KIND_TEXT:
		*(const char **)member = value;
		return 0;
	case OPT_KIND_LIST:
		strings_add(member, value);
		return 0;
	case OPT_KIND_NUMBER:
		return parse_number(row, value, member, err);
	case OPT_KIND_CHOICE:
		*(int *)member = (int)row->low;
		return 0;
	case OPT_KIND_TAKE:
		break;
	}
	return row->take(options, value, err);
}

int opt_obey_common(const struct opt_spec *row, const char *value, struct error *err)
{
	struct ui_options wanted = *ui_options();

	if (opt_apply(row, &wanted, value, err) < 0)
		return -1;
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
