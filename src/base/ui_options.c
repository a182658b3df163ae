#include "base/ui_options.h"

#include <string.h>

static struct ui_options present;

const struct ui_options *ui_options(void)
{
	return &present;
}

void ui_options_set(const struct ui_options *wanted)
{
	present = *wanted;
}

void ui_options_set_environ(const struct environ *env)
{
	present.colorless = env->no_color || !env->term || !strcmp(env->term, "dumb");
}

void ui_options_words(struct strings *words)
{
	if (present.quiet)
		strings_add(words, "--quiet");
	if (present.verbose)
		strings_add(words, "--verbose");
	if (present.trace)
		strings_add(words, "--trace");
	if (present.color != COLOR_AUTO)
		strings_add(words, present.color == COLOR_ALWAYS ? "--color=always" : "--color=never");
	if (present.no_input)
		strings_add(words, "--no-input");
}
