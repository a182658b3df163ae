#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/opt.h"
#include "base/ui_options.h"
#include "common_help.h"
#include "expect.h"

struct options {
	bool force;
};

static const struct opt_spec specs[] = {
    OPT_FLAG('f', "force", struct options, force, "renew even if the token is fresh"),
    OPT_SPEC_END,
};

/* Returns what opt_parse() does, and whether --force was among the words. */
static int parse(char **words, bool *force, struct error *err)
{
	static const struct opt_line line = {.usage = "", .summary = "", .specs = specs};
	struct options options = {.force = false};
	struct opt_arguments arguments;
	int count = 0;
	int result;

	while (words[count])
		count++;
	result = opt_parse(&line, count, words, &options, &arguments, err);
	*force = options.force;
	return result;
}

#define parse_words(err, ...) parse((char *[]){(char[]){"discred-token"}, __VA_ARGS__, NULL}, &force, err)
#define word(text) ((char[]){text})

static void expect_options(enum ui_color color, bool quiet, bool verbose, bool trace, bool no_input)
{
	const struct ui_options *now = ui_options();

	cr_assert_eq(now->color, color);
	cr_assert_eq(now->quiet, quiet);
	cr_assert_eq(now->verbose, verbose);
	cr_assert_eq(now->trace, trace);
	cr_assert_eq(now->no_input, no_input);
}

Test(opt_common, nothing_is_said_at_first)
{
	expect_options(COLOR_AUTO, false, false, false, false);
}

Test(opt_common, each_is_obeyed_and_never_seen)
{
	struct error err = ERROR_INIT;
	bool force;

	cr_assert_eq(parse_words(&err, word("--trace"), word("reader"), word("--no-input"), word("-v")), 1);
	expect_options(COLOR_AUTO, false, true, true, true);
	cr_assert_eq(parse_words(&err, word("--color"), word("never")), 1);
	expect_options(COLOR_NEVER, false, true, true, true);
	cr_assert_eq(parse_words(&err, word("--color=always"), word("--quiet")), 1);
	expect_options(COLOR_ALWAYS, true, false, true, true);
	cr_assert_eq(parse_words(&err, word("--color=auto"), word("--verbose")), 1);
	expect_options(COLOR_AUTO, false, true, true, true);
}

Test(opt_common, beside_the_tables_own)
{
	struct error err = ERROR_INIT;
	bool force;

	cr_assert_eq(parse_words(&err, word("-qf")), 1);
	cr_assert(force);
	expect_options(COLOR_AUTO, true, false, false, false);
}

Test(opt_common, of_quiet_and_verbose_the_last_one_counts)
{
	struct error err = ERROR_INIT;
	bool force;

	cr_assert_eq(parse_words(&err, word("-q"), word("-v")), 1);
	expect_options(COLOR_AUTO, false, true, false, false);
	cr_assert_eq(parse_words(&err, word("-vq")), 1);
	expect_options(COLOR_AUTO, true, false, false, false);
}

Test(opt_common, not_behind_two_dashes)
{
	struct error err = ERROR_INIT;
	bool force;

	cr_assert_eq(parse_words(&err, word("--"), word("--trace"), word("-q")), 1);
	expect_options(COLOR_AUTO, false, false, false, false);
}

Test(opt_common, wrong_ones)
{
	struct error err = ERROR_INIT;
	bool force;

	cr_assert_eq(parse_words(&err, word("--color=blue")), -1);
	expect_hint(err, ERROR_USAGE, "option '--color' cannot be 'blue'", "use one of auto, always, never");
	cr_assert_eq(parse_words(&err, word("--color=")), -1);
	expect_error(err, ERROR_USAGE, "option '--color' cannot be ''");
	cr_assert_eq(parse_words(&err, word("--color")), -1);
	expect_error(err, ERROR_USAGE, "option '--color' needs a value");
	cr_assert_eq(parse_words(&err, word("--trace=yes")), -1);
	expect_error(err, ERROR_USAGE, "option '--trace' takes no value");
	expect_options(COLOR_AUTO, false, false, false, false);
}

#define take(err, ...) opt_take_common((int)ARRAY_LEN(((char *[]){__VA_ARGS__})), (char *[]){__VA_ARGS__, NULL}, err)

Test(opt_common, taken_one_by_one)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(take(&err, word("-qv"), word("login")), 1);
	expect_options(COLOR_AUTO, false, true, false, false);
	cr_assert_eq(take(&err, word("--quiet"), word("--trace")), 1);
	expect_options(COLOR_AUTO, true, false, false, false);
	cr_assert_eq(take(&err, word("--trace")), 1);
	cr_assert_eq(take(&err, word("--no-input")), 1);
	cr_assert_eq(take(&err, word("--color"), word("never"), word("login")), 2);
	expect_options(COLOR_NEVER, true, false, true, true);
	cr_assert_eq(take(&err, word("--color=always")), 1);
	expect_options(COLOR_ALWAYS, true, false, true, true);
}

Test(opt_common, others_are_left)
{
	static const char *const others[] = {"login",  "-",     "--",       "-f",       "-qf", "",        "-h",
					     "--help", "--tra", "--quiets", "--colors", "--=", "---trace"};
	struct error err = ERROR_INIT;

	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		char *words[] = {xstrdup(others[i]), NULL};

		cr_assert_eq(opt_take_common(1, words, &err), 0, "%s", others[i]);
		free(words[0]);
	}
	cr_assert_eq(opt_take_common(0, (char *[]){NULL}, &err), 0);
	expect_options(COLOR_AUTO, false, false, false, false);
}

Test(opt_common, taken_wrong)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(take(&err, word("--color")), -1);
	expect_error(err, ERROR_USAGE, "option '--color' needs a value");
	cr_assert_eq(take(&err, word("--color"), word("token")), -1);
	expect_hint(err, ERROR_USAGE, "option '--color' cannot be 'token'", "use one of auto, always, never");
	cr_assert_eq(take(&err, word("--no-input=1")), -1);
	expect_error(err, ERROR_USAGE, "option '--no-input' takes no value");
}

Test(opt_common, help)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	opt_print_common(out);
	fclose(out);
	cr_assert_str_eq(text, &COMMON_HELP[1]);
	free(text);
}
