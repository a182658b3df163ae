#include "base/manner.h"

#include <string.h>

static struct manner present;

const struct manner *manner(void)
{
	return &present;
}

void manner_set(const struct manner *wanted)
{
	present = *wanted;
}

void manner_set_environ(const struct environ *env)
{
	present.colorless = env->no_color || !env->term || !strcmp(env->term, "dumb");
}

void manner_words(struct strings *words)
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
