#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/opt_common.h"
#include "common_help.h"
#include "expect.h"

struct options {
	bool force;
	const char *output;
	long timeout;
	int form;
	struct strings fields;
	unsigned taken;
};

enum { PLAIN, HEX };

static int take_word(void *to, const char *value, struct error *err)
{
	struct options *options = to;

	options->taken++;
	return strcmp(value, "bad") ? 0 : error_set(err, ERROR_USAGE, "no '%s' here", value);
}

static const struct opt_spec specs[] = {
    OPT_FLAG('f', "force", struct options, force, "renew even if the token is fresh"),
    OPT_TEXT('o', "output", "FORMAT", struct options, output, "plain, header or json"),
    OPT_NUMBER(0, "timeout", "SECONDS", -5, 65535, struct options, timeout, "how long to wait"),
    OPT_CHOICE('x', "hex", HEX, struct options, form, "as 0x..."),
    OPT_CHOICE('p', "plain", PLAIN, struct options, form, "as a decimal number"),
    OPT_LIST('F', "field", "KEY=VALUE", struct options, fields, "a member; may be repeated"),
    OPT_TAKE('w', "word", "WORD", take_word, "any word"),
    OPT_TAKE(0, "inner", "WORD", take_word, "what it does (for discred itself)"),
    OPT_SPEC_END,
};

static const struct opt_line table = {
    .usage = "discred token [PROFILE]", .summary = "print a current token", .specs = specs};

enum { WORDS = 16 };

/* A command line, as words after the program's name, and what was read from it. */
struct line {
	char *word[WORDS + 1];
	int count;
	int result;
	struct options options;
	struct opt_arguments arguments;
	struct error err;
};

static void begin(struct line *line, const char *text)
{
	*line = (struct line){.count = 1, .err = ERROR_INIT, .options = {.timeout = 77, .fields = STRINGS_INIT}};
	line->word[0] = xstrdup("discred-token");
	while (*text) {
		size_t len = strcspn(text, " ");

		line->word[line->count++] = xstrndup(text, len);
		text += len + (text[len] == ' ');
	}
	line->result = opt_parse(&table, line->count, line->word, &line->options, &line->arguments, &line->err);
}

static void begin_good(struct line *line, const char *text)
{
	begin(line, text);
	cr_assert_eq(line->result, 1, "%s: %s", text, line->err.text);
}

static void end(struct line *line)
{
	for (int i = 0; i < line->count; i++)
		free(line->word[i]);
	strings_release(&line->options.fields);
}

static void expect_meant(const char *text, const char *message, const char *hint)
{
	struct line line;

	begin(&line, text);
	cr_assert_eq(line.result, -1, "%s", text);
	expect_hint(line.err, ERROR_USAGE, message, hint);
	end(&line);
}

static void expect_wrong(const char *text, const char *message)
{
	expect_meant(text, message, "");
}

static void expect_arguments(struct line *line, const char *first, const char *second)
{
	const char *const wanted[] = {first, second};

	for (size_t i = 0; i < ARRAY_LEN(wanted) && wanted[i]; i++)
		cr_assert_str_eq(opt_argument(&line->arguments), wanted[i]);
	cr_assert_null(opt_argument(&line->arguments));
	cr_assert_eq(opt_finish(&line->arguments, &line->err), 0);
}

Test(opt, nothing)
{
	struct line line;

	begin_good(&line, "");
	cr_assert_not(line.options.force);
	cr_assert_null(line.options.output);
	cr_assert_eq(line.options.timeout, 77);
	expect_arguments(&line, NULL, NULL);
	end(&line);
}

Test(opt, long_and_short)
{
	static const char *const same[] = {"-f -o json",       "--force -ojson",        "-fojson",
					   "-f --output=json", "--output json --force", "--out=json --forc"};

	for (size_t i = 0; i < ARRAY_LEN(same); i++) {
		struct line line;

		begin_good(&line, same[i]);
		cr_assert(line.options.force, "%s", same[i]);
		cr_assert_str_eq(line.options.output, "json", "%s", same[i]);
		expect_arguments(&line, NULL, NULL);
		end(&line);
	}
}

Test(opt, every_kind)
{
	struct line line;

	begin_good(&line, "--timeout 10 -F a=b --field c=d -w x --word y --plain -x");
	cr_assert_eq(line.options.timeout, 10);
	cr_assert_eq(line.options.fields.count, 2);
	cr_assert_str_eq(line.options.fields.item[1], "c=d");
	cr_assert_eq(line.options.taken, 2);
	cr_assert_eq(line.options.form, HEX);
	end(&line);
	begin_good(&line, "-xp");
	cr_assert_eq(line.options.form, PLAIN);
	end(&line);
	expect_wrong("-w bad", "no 'bad' here");
}

Test(opt, values_may_be_empty_or_look_like_options)
{
	struct line line;

	begin_good(&line, "--output=");
	cr_assert_str_eq(line.options.output, "");
	end(&line);
	begin_good(&line, "--output --force");
	cr_assert_str_eq(line.options.output, "--force");
	cr_assert_not(line.options.force);
	end(&line);
	begin_good(&line, "-o -f");
	cr_assert_str_eq(line.options.output, "-f");
	end(&line);
}

Test(opt, anywhere_among_the_arguments)
{
	struct line line;

	begin_good(&line, "reader --force - -o json");
	cr_assert(line.options.force);
	cr_assert_str_eq(line.options.output, "json");
	expect_arguments(&line, "reader", "-");
	end(&line);
	begin_good(&line, "-f -- --force -z");
	expect_arguments(&line, "--force", "-z");
	end(&line);
}

Test(opt, numbers)
{
	static const struct {
		const char *text;
		long number;
	} good[] = {{"--timeout=0", 0}, {"--timeout=007", 7}, {"--timeout=-5", -5}, {"--timeout=65535", 65535}};
	static const char *const bad[] = {"",      " 1", "1 ",  "+1", "\t1", "1x",  "x",   "0x1",
					  "65536", "-6", "1.5", "-",  "--1", "1,0", "1e1", "99999999999999999999999"};

	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		struct line line;

		begin_good(&line, good[i].text);
		cr_assert_eq(line.options.timeout, good[i].number);
		end(&line);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		char *words[] = {(char[]){"discred-token"}, xasprintf("--timeout=%s", bad[i]), NULL};
		struct options options = {.timeout = 77};
		struct opt_arguments arguments;
		struct error err = ERROR_INIT;
		char text[128];

		cr_assert_eq(opt_parse(&table, 2, words, &options, &arguments, &err), -1, "'%s'", bad[i]);
		snprintf(text, sizeof(text), "option '--timeout': '%s' is not a number from -5 to 65535", bad[i]);
		expect_error(err, ERROR_USAGE, text);
		cr_assert_eq(options.timeout, 77);
		free(words[1]);
	}
}

Test(opt, one_table_after_another)
{
	struct line line;

	begin_good(&line, "reader -f");
	end(&line);
	expect_wrong("-fz", "option '-z' is not known");
	begin_good(&line, "-o json name");
	cr_assert_str_eq(line.options.output, "json");
	cr_assert_not(line.options.force);
	expect_arguments(&line, "name", NULL);
	end(&line);
}

Test(opt, unknown_ones)
{
	expect_wrong("-z", "option '-z' is not known");
	expect_wrong("-zf", "option '-z' is not known");
	expect_wrong("reader -z other", "option '-z' is not known");
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
	expect_meant("--f", "option '--f' is not known", "did you mean '--force' or '--field'?");
	expect_meant("--outptu=x", "option '--outptu' is not known", "did you mean '--output'?");
	expect_meant("--colour=x", "option '--colour' is not known", "did you mean '--color'?");
	expect_meant("--hlep", "option '--hlep' is not known", "did you mean '--help'?");
	expect_meant("--=x", "option '--' is not known", "");
	expect_meant("--frcoe", "option '--frcoe' is not known", "did you mean '--force'?");
	/* A row for discred itself is not offered. */
	expect_meant("--innre", "option '--innre' is not known", "");
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

Test(opt, one_argument_at_the_most)
{
	char *words[] = {(char[]){"discred-token"}, (char[]){"reader"}, (char[]){"-f"}, (char[]){"other"}, NULL};
	struct options options = {.force = false};
	struct error err = ERROR_INIT;
	const char *argument;

	cr_assert_eq(opt_parse_one(&table, 3, words, &options, &argument, &err), 1);
	cr_assert(options.force);
	cr_assert_str_eq(argument, "reader");
	cr_assert_eq(opt_parse_one(&table, 1, words, &options, &argument, &err), 1);
	cr_assert_null(argument);
	cr_assert_eq(opt_parse_one(&table, 4, words, &options, &argument, &err), -1);
	expect_error(err, ERROR_USAGE, "unexpected argument 'other'");
	cr_assert_eq(opt_parse_one(&table, 4, words, &options, NULL, &err), -1);
	expect_error(err, ERROR_USAGE, "unexpected argument 'reader'");
}

static void expect_help(const struct opt_line *line, const char *wanted)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	opt_print_help(out, line);
	fclose(out);
	cr_assert_str_eq(text, wanted);
	free(text);
}

Test(opt, a_value_that_may_be_left_out)
{
	static const struct opt_spec rows[] = {
	    OPT_TEXT('e', "explain", "[FORMAT]", struct options, output, "tell what each source answered"),
	    OPT_TEXT('o', "output", "FORMAT", struct options, output, "plain, header or json"),
	    OPT_SPEC_END,
	};
	static const struct opt_line line = {.usage = "discred token", .summary = "print a token", .specs = rows};
	static const struct {
		const char *word;
		const char *value;
	} cases[] = {
	    {"--explain", NULL}, {"--explain=json", "json"}, {"-e", NULL}, {"-ejson", "json"}, {"--explain=", ""}};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *words[] = {(char[]){"discred-token"}, xstrdup(cases[i].word), (char[]){"reader"}, NULL};
		struct options options = {.output = "before"};
		struct error err = ERROR_INIT;
		const char *argument;

		cr_assert_eq(opt_parse_one(&line, 3, words, &options, &argument, &err), 1);
		cr_assert_str_eq(argument, "reader");
		if (cases[i].value)
			cr_assert_str_eq(options.output, cases[i].value);
		else
			cr_assert_null(options.output);
		free(words[1]);
	}
	expect_help(&line, "usage: discred token\n"
			   "print a token\n"
			   "\n"
			   "  -e, --explain[=FORMAT]       tell what each source answered\n"
			   "  -o, --output FORMAT          plain, header or json\n"
			   "  -h, --help                   print this help\n" COMMON_HELP);
}

Test(opt, help_is_broken_between_words)
{
	static const struct opt_spec rows[] = {
	    OPT_TEXT(0, "a-name-that-is-long", "WITH-ITS-VALUE", struct options, output, "the text below it"),
	    OPT_FLAG('f', "force", struct options, force,
		     "a text of some length that does not fit beside the option's name"),
	    OPT_FLAG(0, "wait", struct options, force, "unbroken:x23456789x123456789x123456789x123456789x 9"),
	    OPT_SPEC_END,
	};
	static const struct opt_line line = {
	    .usage = "discred token",
	    .summary = "One paragraph that is a little wider than a terminal is, where eighty columns are.\nAnother.",
	    .specs = rows,
	};

	expect_help(&line, "usage: discred token\n"
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
}

Test(opt, every_table_knows_help, .init = cr_redirect_stdout)
{
	static const char *const asked[] = {"--help", "-h", "--hel", "reader -h", "-fh"};

	for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
		struct line line;

		begin(&line, asked[i]);
		cr_assert_eq(line.result, 0, "%s", asked[i]);
		end(&line);
	}
}
