#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/ui_options.h"

static void expect_words(const struct ui_options *wanted, const char *words)
{
	struct strings list = STRINGS_INIT;
	char *joined;

	ui_options_set(wanted);
	ui_options_words(&list);
	joined = strings_join(&list, " ");
	cr_expect_str_eq(joined, words);
	free(joined);
	strings_release(&list);
}

Test(ui_options, words)
{
	expect_words(&(struct ui_options){.color = COLOR_AUTO}, "");
	expect_words(&(struct ui_options){.quiet = true}, "--quiet");
	expect_words(&(struct ui_options){.verbose = true, .trace = true}, "--verbose --trace");
	expect_words(&(struct ui_options){.color = COLOR_ALWAYS}, "--color=always");
	expect_words(&(struct ui_options){.color = COLOR_NEVER, .no_input = true}, "--color=never --no-input");
	/* A child sees the environment itself. */
	expect_words(&(struct ui_options){.colorless = true}, "");
}

static bool colorless(const char *term, bool no_color)
{
	ui_options_set_environ(&(struct environ){.term = term, .no_color = no_color});
	return ui_options()->colorless;
}

Test(ui_options, environment)
{
	cr_expect(!colorless("xterm-256color", false));
	cr_expect(colorless("xterm-256color", true));
	cr_expect(colorless("dumb", false));
	cr_expect(colorless(NULL, false));
	cr_expect(!colorless("dumber", false));
}

Test(ui_options, environment_leaves_the_rest)
{
	ui_options_set(&(struct ui_options){.color = COLOR_ALWAYS, .trace = true});
	ui_options_set_environ(&(struct environ){.term = "dumb"});
	cr_assert_eq(ui_options()->color, COLOR_ALWAYS);
	cr_assert(ui_options()->trace);
}
