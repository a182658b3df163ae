#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/manner.h"

static void expect_words(const struct manner *wanted, const char *words)
{
	struct strings list = STRINGS_INIT;
	char *joined;

	manner_set(wanted);
	manner_words(&list);
	joined = strings_join(&list, " ");
	cr_expect_str_eq(joined, words);
	free(joined);
	strings_release(&list);
}

Test(manner, words)
{
	expect_words(&(struct manner){.color = COLOR_AUTO}, "");
	expect_words(&(struct manner){.quiet = true}, "--quiet");
	expect_words(&(struct manner){.verbose = true, .trace = true}, "--verbose --trace");
	expect_words(&(struct manner){.color = COLOR_ALWAYS}, "--color=always");
	expect_words(&(struct manner){.color = COLOR_NEVER, .no_input = true}, "--color=never --no-input");
	/* A child sees the environment itself. */
	expect_words(&(struct manner){.colorless = true}, "");
}

static bool colorless(const char *term, bool no_color)
{
	manner_set_environ(&(struct environ){.term = term, .no_color = no_color});
	return manner()->colorless;
}

Test(manner, environment)
{
	cr_expect(!colorless("xterm-256color", false));
	cr_expect(colorless("xterm-256color", true));
	cr_expect(colorless("dumb", false));
	cr_expect(colorless(NULL, false));
	cr_expect(!colorless("dumber", false));
}

Test(manner, environment_leaves_the_rest)
{
	manner_set(&(struct manner){.color = COLOR_ALWAYS, .trace = true});
	manner_set_environ(&(struct environ){.term = "dumb"});
	cr_assert_eq(manner()->color, COLOR_ALWAYS);
	cr_assert(manner()->trace);
}
