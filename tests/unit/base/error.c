#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "discred/error.h"
#include "expect.h"

static const enum error_code codes[] = {ERROR_OK,  ERROR_USAGE, ERROR_NONE,   ERROR_BUG,
					ERROR_SYS, ERROR_TEMP,  ERROR_DENIED, ERROR_CONFIG};

Test(error, set_fills_it)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(error_set(&err, ERROR_SYS, "cannot open '%s': %d", "x", 3), -1);
	expect_hint(err, ERROR_SYS, "cannot open 'x': 3", "");
	cr_assert_eq(error_hint(&err, "run '%s'", "y"), -1);
	expect_hint(err, ERROR_SYS, "cannot open 'x': 3", "run 'y'");
}

Test(error, set_drops_an_older_hint)
{
	struct error err = ERROR_INIT;

	error_hint(&err, "old");
	error_set(&err, ERROR_NONE, "new");
	expect_hint(err, ERROR_NONE, "new", "");
}

Test(error, clear)
{
	struct error err = ERROR_INIT;

	error_set(&err, ERROR_NONE, "text");
	error_hint(&err, "hint");
	error_clear(&err);
	expect_hint(err, ERROR_OK, "", "");
}

Test(error, prefix_goes_in_front_and_leaves_code_and_hint)
{
	struct error err = ERROR_INIT;

	error_set(&err, ERROR_NONE, "no grant is stored");
	error_hint(&err, "log in");
	cr_assert_eq(error_prefix(&err, "source '%s'", "refresh"), -1);
	cr_assert_eq(error_prefix(&err, "profile '%s'", "100%s"), -1);
	expect_hint(err, ERROR_NONE, "profile '100%s': source 'refresh': no grant is stored", "log in");
}

/* count letters. */
static const char *letters(char letter, size_t count)
{
	static char text[2][2048];
	static unsigned next;
	char *here = text[next++ % 2];

	memset(here, letter, count);
	here[count] = '\0';
	return here;
}

Test(error, what_is_too_long_is_cut_at_the_end)
{
	struct error err = ERROR_INIT;

	error_set(&err, ERROR_SYS, "%s", letters('a', 1000));
	error_hint(&err, "%s", letters('h', 1000));
	cr_assert_str_eq(err.text, letters('a', 511));
	cr_assert_str_eq(err.hint, letters('h', 255));
	error_prefix(&err, "bc");
	cr_assert_eq(strlen(err.text), 511);
	cr_assert_eq(strncmp(err.text, "bc: aaa", 7), 0);
	error_prefix(&err, "%s", letters('d', 1000));
	cr_assert_str_eq(err.text, letters('d', 511));
	error_prefix(&err, "%s", letters('e', 509));
	cr_assert_eq(strcmp(err.text + 508, "e: "), 0);
	cr_assert_str_eq(err.hint, letters('h', 255));
}

Test(error, codes_have_names)
{
	static const char *const names[] = {"ok", "usage", "none", "bug", "sys", "temp", "denied", "config"};

	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		cr_assert_str_eq(error_name(codes[i]), names[i]);
		cr_assert_eq(error_from_name(names[i]), codes[i]);
	}
	cr_assert_str_eq(error_name((enum error_code)1), "bug");
	cr_assert_eq(error_from_name(""), ERROR_BUG);
	cr_assert_eq(error_from_name("Temp"), ERROR_BUG);
}

Test(error, the_next_step_is_its_own_hint_or_its_codes)
{
	struct error err = ERROR_INIT;

	cr_assert_str_eq(error_next_step(&err), "");
	error_set(&err, ERROR_TEMP, "x");
	cr_assert_str_eq(error_next_step(&err), "nothing was lost, try again later");
	error_hint(&err, "ask again");
	cr_assert_str_eq(error_next_step(&err), "ask again");
	error_set(&err, ERROR_SYS, "x");
	cr_assert_str_eq(error_next_step(&err), "");
}

static void expect_report(const struct error *err, int status, const char *want)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	cr_assert_eq(error_report(out, "discred-token", err), status);
	fclose(out);
	cr_assert_str_eq(text, want);
	free(text);
}

Test(error, report_prints_text_and_hint)
{
	struct error err = ERROR_INIT;

	error_set(&err, ERROR_CONFIG, "'f' is open to others");
	expect_report(&err, 78, "discred-token: 'f' is open to others\n");
	error_hint(&err, "run 'chmod 600 f'");
	expect_report(&err, 78, "discred-token: 'f' is open to others; run 'chmod 600 f'\n");
}

Test(error, report_shows_the_hint_of_the_code_where_there_is_no_other)
{
	static const int statuses[] = {70, 64, 66, 70, 71, 75, 77, 78};
	static const char *const lines[] = {
	    "discred-token: text\n", "discred-token: text; see --help\n",
	    "discred-token: text\n", "discred-token: text; this is a defect in discred: please report it\n",
	    "discred-token: text\n", "discred-token: text; nothing was lost, try again later\n",
	    "discred-token: text\n", "discred-token: text\n",
	};

	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		struct error err = ERROR_INIT;

		error_set(&err, codes[i], "text");
		expect_report(&err, statuses[i], lines[i]);
	}
}

Test(error, report_is_one_line_without_control_bytes)
{
	struct error err = ERROR_INIT;

	error_set(&err, ERROR_DENIED,
		  "a\nb\x1b[31mc\xc2\x9b"
		  "d");
	error_hint(&err, "e\rf");
	expect_report(&err, 77, "discred-token: a?b?[31mc?d; e?f\n");
}

Test(error, report_of_the_longest)
{
	struct error err = ERROR_INIT;
	char want[1024];

	error_set(&err, ERROR_SYS, "%s", letters('a', 1000));
	error_hint(&err, "%s", letters('h', 1000));
	snprintf(want, sizeof(want), "discred-token: %s; %s\n", letters('a', 511), letters('h', 255));
	expect_report(&err, 71, want);
}

static void expect_sanitized(const char *foreign, const char *want)
{
	char *text = xstrdup(foreign);

	text_sanitize(text);
	cr_assert_str_eq(text, want);
	free(text);
}

Test(text_sanitize, replaces_c0_and_del)
{
	for (int c = 1; c < 128; c++) {
		char foreign[] = {'a', (char)c, 'b', '\0'};
		char want[] = {'a', c < 32 || c == 127 ? '?' : (char)c, 'b', '\0'};

		expect_sanitized(foreign, want);
	}
	expect_sanitized("", "");
}

Test(text_sanitize, replaces_c1)
{
	for (int c = 0x80; c < 0xc0; c++) {
		char foreign[] = {'a', (char)0xc2, (char)c, 'b', '\0'};

		/* U+00AD takes no room. */
		expect_sanitized(foreign, c < 0xa0 || c == 0xad ? "a?b" : foreign);
	}
}

Test(text_sanitize, keeps_letters_and_signs)
{
	static const char text[] =
	    "\xc3\x80\xc3\x9b \xe2\x80\x9c\xe2\x82\xac \xe6\xbc\xa2 \xf0\x9f\x91\x8b\xef\xb8\x8f";

	expect_sanitized(text, text);
}

Test(text_sanitize, replaces_what_is_no_utf8)
{
	expect_sanitized("\x9b[31m", "?[31m");
	expect_sanitized("caf\xe9", "caf?");
	expect_sanitized("\xc2\xc2\x9b\xc2", "???");
	expect_sanitized("\xc2\n\x9b", "???");
	expect_sanitized("\xc0\x9b \xe0\x80\x9b", "?? ???");
	expect_sanitized("\xed\xa0\x80", "???");
	expect_sanitized("\xf4\x90\x80\x80", "????");
	expect_sanitized("\xf0\x9f\x91", "???");
}

/* In UTF-8, RFC 3629; made here, for in the source it would turn what an editor shows. */
static void encode(unsigned point, char text[static 5])
{
	unsigned bytes = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
	static const unsigned char first[] = {[2] = 0xc0, [3] = 0xe0, [4] = 0xf0};

	text[bytes] = '\0';
	for (unsigned i = bytes - 1; i > 0; i--, point >>= 6)
		text[i] = (char)(0x80 | (point & 0x3f));
	text[0] = (char)(first[bytes] | point);
}

Test(text_sanitize, replaces_what_turns_the_writing_or_takes_no_room)
{
	static const unsigned marks[] = {0x61c,  0x200b, 0x200d, 0x200f, 0x2028, 0x202a,
					 0x202e, 0x2060, 0x2066, 0x2069, 0xfeff, 0xe0041};

	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		char mark[5];
		char *text;

		encode(marks[i], mark);
		text = xasprintf("a%sb", mark);
		expect_sanitized(text, "a?b");
		free(text);
	}
}
