#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/opt.h"
#include "common_help.h"
#include "expect.h"

enum { OPT_FORCE = OPT_FIRST, OPT_OUTPUT, OPT_TIMEOUT, OPT_FORMAT, OPT_INNER };

static const struct opt_spec specs[] = {
    {OPT_FORCE, 'f', "force", NULL, "renew even if the token is fresh"},
    {OPT_OUTPUT, 'o', "output", "FORMAT", "plain, header or json"},
    {OPT_TIMEOUT, 0, "timeout", "SECONDS", "how long to wait"},
    {OPT_FORMAT, 0, "foreground", NULL, "stay"},
    {OPT_INNER, 0, "inner", NULL, "what it does (for discred itself)"},
    OPT_SPEC_END,
};

enum { WORDS = 16 };

/* A command line, as words after the program's name. */
struct line {
	char *word[WORDS + 1];
	int count;
	struct opt opt;
	struct error err;
};

static void begin(struct line *line, const char *text)
{
	*line = (struct line){.count = 1, .err = ERROR_INIT};
	line->word[0] = xstrdup("discred-token");
	while (*text) {
		size_t len = strcspn(text, " ");

		line->word[line->count++] = xstrndup(text, len);
		text += len + (text[len] == ' ');
	}
	opt_init(&line->opt, specs, line->count, line->word);
}

static int next(struct line *line)
{
	return opt_next(&line->opt, &line->err);
}

static void end(struct line *line)
{
	for (int i = 0; i < line->count; i++)
		free(line->word[i]);
}

static void expect_meant(const char *text, const char *message, const char *hint)
{
	struct line line;

	begin(&line, text);
	cr_assert_eq(next(&line), -1, "%s", text);
	expect_hint(line.err, ERROR_USAGE, message, hint);
	end(&line);
}

static void expect_wrong(const char *text, const char *message)
{
	expect_meant(text, message, "");
}

Test(opt, nothing)
{
	struct line line;

	begin(&line, "");
	cr_assert_eq(next(&line), OPT_END);
	cr_assert_null(opt_argument(&line.opt));
	cr_assert_eq(opt_finish(&line.opt, &line.err), 0);
	end(&line);
}

Test(opt, long_and_short)
{
	struct line line;

	begin(&line, "-f --force -o json -ojson --output=json --output json");
	cr_assert_eq(next(&line), OPT_FORCE);
	cr_assert_null(line.opt.value);
	cr_assert_eq(next(&line), OPT_FORCE);
	for (int i = 0; i < 4; i++) {
		cr_assert_eq(next(&line), OPT_OUTPUT);
		cr_assert_str_eq(line.opt.value, "json");
	}
	cr_assert_eq(next(&line), OPT_END);
	cr_assert_eq(opt_finish(&line.opt, &line.err), 0);
	end(&line);
}

Test(opt, several_letters_in_one_word)
{
	struct line line;

	begin(&line, "-ffoplain");
	cr_assert_eq(next(&line), OPT_FORCE);
	cr_assert_eq(next(&line), OPT_FORCE);
	cr_assert_eq(next(&line), OPT_OUTPUT);
	cr_assert_str_eq(line.opt.value, "plain");
	cr_assert_eq(next(&line), OPT_END);
	end(&line);
}

Test(opt, values_may_be_empty_or_look_like_options)
{
	struct line line;

	begin(&line, "--output= --output --force -o -f");
	cr_assert_eq(next(&line), OPT_OUTPUT);
	cr_assert_str_eq(line.opt.value, "");
	cr_assert_eq(next(&line), OPT_OUTPUT);
	cr_assert_str_eq(line.opt.value, "--force");
	cr_assert_eq(next(&line), OPT_OUTPUT);
	cr_assert_str_eq(line.opt.value, "-f");
	cr_assert_eq(next(&line), OPT_END);
	end(&line);
}

Test(opt, anywhere_among_the_arguments)
{
	struct line line;

	begin(&line, "reader --force - -o json other");
	cr_assert_eq(next(&line), OPT_FORCE);
	cr_assert_eq(next(&line), OPT_OUTPUT);
	cr_assert_eq(next(&line), OPT_END);
	cr_assert_str_eq(opt_argument(&line.opt), "reader");
	cr_assert_str_eq(opt_argument(&line.opt), "-");
	cr_assert_str_eq(opt_argument(&line.opt), "other");
	cr_assert_null(opt_argument(&line.opt));
	cr_assert_eq(opt_finish(&line.opt, &line.err), 0);
	end(&line);
}

Test(opt, two_dashes_end_them)
{
	struct line line;

	begin(&line, "-f -- --force -x");
	cr_assert_eq(next(&line), OPT_FORCE);
	cr_assert_eq(next(&line), OPT_END);
	cr_assert_str_eq(opt_argument(&line.opt), "--force");
	cr_assert_str_eq(opt_argument(&line.opt), "-x");
	cr_assert_eq(opt_finish(&line.opt, &line.err), 0);
	end(&line);
}

Test(opt, long_ones_may_be_shortened)
{
	struct line line;

	begin(&line, "--out=json --forc --time 5");
	cr_assert_eq(next(&line), OPT_OUTPUT);
	cr_assert_eq(next(&line), OPT_FORCE);
	cr_assert_eq(next(&line), OPT_TIMEOUT);
	cr_assert_str_eq(line.opt.value, "5");
	end(&line);
}

Test(opt, every_table_knows_help)
{
	for (const char *const *text = (const char *const[]){"--help", "-h", "--he", "reader -h", "-fh", NULL}; *text;
	     text++) {
		struct line line;
		int id;

		begin(&line, *text);
		id = next(&line);
		if (id == OPT_FORCE)
			id = next(&line);
		cr_assert_eq(id, OPT_HELP, "%s", *text);
		end(&line);
	}
}

Test(opt, one_table_after_another)
{
	struct line line;

	begin(&line, "reader -f");
	cr_assert_eq(next(&line), OPT_FORCE);
	end(&line);
	begin(&line, "-fx");
	cr_assert_eq(next(&line), OPT_FORCE);
	end(&line);
	begin(&line, "-o json name");
	cr_assert_eq(next(&line), OPT_OUTPUT);
	cr_assert_str_eq(line.opt.value, "json");
	cr_assert_eq(next(&line), OPT_END);
	cr_assert_str_eq(opt_argument(&line.opt), "name");
	end(&line);
}

Test(opt, unknown_ones)
{
	expect_wrong("-x", "option '-x' is not known");
	expect_wrong("-xf", "option '-x' is not known");
	expect_wrong("reader -x other", "option '-x' is not known");
	expect_wrong("-:", "option '-:' is not known");
	expect_wrong("-\xc3\xa9", "option '-?' is not known");
	expect_wrong("-\x1b[31m", "option '-?' is not known");
	expect_wrong("--nothing", "option '--nothing' is not known");
	expect_wrong("--nothing=x", "option '--nothing' is not known");
	expect_wrong("reader --nothing other", "option '--nothing' is not known");
}

Test(opt, what_may_have_been_meant)
{
	expect_meant("--Force", "option '--Force' is not known", "did you mean '--force'?");
	expect_meant("---force", "option '---force' is not known", "did you mean '--force'?");
	expect_meant("--fo", "option '--fo' is not known", "did you mean '--force' or '--foreground'?");
	expect_meant("--outptu=x", "option '--outptu' is not known", "did you mean '--output'?");
	expect_meant("--colour=x", "option '--colour' is not known", "did you mean '--color'?");
	expect_meant("--hlep", "option '--hlep' is not known", "did you mean '--help'?");
	expect_meant("--=x", "option '--' is not known", "");
	expect_meant("--frcoe", "option '--frcoe' is not known", "did you mean '--force'?");
	/* A row for discred itself is not offered. */
	expect_meant("--innre", "option '--innre' is not known", "");
}

Test(opt, unknown_after_a_known_one_in_the_same_word)
{
	struct line line;

	begin(&line, "-fx");
	cr_assert_eq(next(&line), OPT_FORCE);
	cr_assert_eq(next(&line), -1);
	expect_error(line.err, ERROR_USAGE, "option '-x' is not known");
	end(&line);
}

Test(opt, values_that_are_missing)
{
	expect_wrong("-o", "option '-o' needs a value");
	expect_wrong("reader -o", "option '-o' needs a value");
	expect_wrong("--output", "option '--output' needs a value");
	expect_wrong("reader --timeout", "option '--timeout' needs a value");
	expect_wrong("--outp", "option '--outp' needs a value");
}

Test(opt, values_that_are_too_many)
{
	expect_wrong("--force=yes", "option '--force' takes no value");
	expect_wrong("--force=", "option '--force' takes no value");
	expect_wrong("--forc=yes", "option '--forc' takes no value");
	expect_wrong("--help=all", "option '--help' takes no value");
}

Test(opt, finish_refuses_what_is_left)
{
	struct line line;

	begin(&line, "reader other -f");
	cr_assert_eq(next(&line), OPT_FORCE);
	cr_assert_eq(next(&line), OPT_END);
	cr_assert_str_eq(opt_argument(&line.opt), "reader");
	cr_assert_eq(opt_finish(&line.opt, &line.err), -1);
	expect_error(line.err, ERROR_USAGE, "unexpected argument 'other'");
	end(&line);
}

Test(opt, a_value_that_may_be_left_out)
{
	static const struct opt_spec table[] = {
	    {OPT_FORCE, 'e', "explain", "[FORMAT]", "tell what each source answered"},
	    {OPT_OUTPUT, 'o', "output", "FORMAT", "plain, header or json"},
	    OPT_SPEC_END,
	};
	char *words[] = {"discred-token", "--explain", "reader", "--explain=json", "-e", "-ejson", "--explain=", NULL};
	static const char *const values[] = {NULL, "json", NULL, "json", ""};
	struct error err = ERROR_INIT;
	struct opt opt;
	char *text = NULL;
	size_t size = 0;
	FILE *out;

	opt_init(&opt, table, (int)ARRAY_LEN(words) - 1, words);
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		cr_assert_eq(opt_next(&opt, &err), OPT_FORCE);
		if (values[i])
			cr_assert_str_eq(opt.value, values[i]);
		else
			cr_assert_null(opt.value);
	}
	cr_assert_eq(opt_next(&opt, &err), OPT_END);
	cr_assert_str_eq(opt_argument(&opt), "reader");
	out = open_memstream(&text, &size);
	opt_print_help(out, "discred token", "print a token", table);
	fclose(out);
	cr_assert_str_eq(text, "usage: discred token\n"
			       "print a token\n"
			       "\n"
			       "  -e, --explain[=FORMAT]       tell what each source answered\n"
			       "  -o, --output FORMAT          plain, header or json\n"
			       "  -h, --help                   print this help\n" COMMON_HELP);
	free(text);
}

Test(opt, help_is_broken_between_words)
{
	static const struct opt_spec table[] = {
	    {OPT_OUTPUT, 0, "a-name-that-is-long", "WITH-ITS-VALUE", "the text below it"},
	    {OPT_FORCE, 'f', "force", NULL, "a text of some length that does not fit beside the option's name"},
	    {OPT_TIMEOUT, 0, "wait", NULL, "unbroken:x23456789x123456789x123456789x123456789x 9"},
	    OPT_SPEC_END,
	};
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	opt_print_help(out, "discred token",
		       "One paragraph that is a little wider than a terminal is, where eighty columns are.\nAnother.",
		       table);
	fclose(out);
	cr_assert_str_eq(text, "usage: discred token\n"
			       "One paragraph that is a little wider than a terminal is, where eighty columns\n"
			       "are.\n"
			       "Another.\n"
			       "\n"
			       "      --a-name-that-is-long WITH-ITS-VALUE\n"
			       "                               the text below it\n"
			       "  -f, --force                  a text of some length that does not fit beside\n"
			       "                               the option's name\n"
			       "      --wait                   unbroken:x23456789x123456789x123456789x123456789x\n"
			       "                               9\n"
			       "  -h, --help                   print this help\n" COMMON_HELP);
	free(text);
}

Test(opt, help)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	opt_print_help(out, "discred token [PROFILE]", "print a current token", specs);
	fclose(out);
	cr_assert_str_eq(text, "usage: discred token [PROFILE]\n"
			       "print a current token\n"
			       "\n"
			       "  -f, --force                  renew even if the token is fresh\n"
			       "  -o, --output FORMAT          plain, header or json\n"
			       "      --timeout SECONDS        how long to wait\n"
			       "      --foreground             stay\n"
			       "      --inner                  what it does (for discred itself)\n"
			       "  -h, --help                   print this help\n" COMMON_HELP);
	free(text);
}
