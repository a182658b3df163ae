#include "base/words.h"

#include <criterion/criterion.h>

/* What a shell makes of what a hint prints is what it was. */
Test(words, quoted_for_a_shell)
{
	static const struct {
		const char *text;
		const char *quoted;
	} cases[] = {
	    {"/home/ada/.config/discred", "/home/ada/.config/discred"},
	    {"/home/ada/my dir", "/home/ada/my\\ dir"},
	    {"it's \"$HOME\" & `x`; \\ (a|b) <c> *?[d]! {e}#",
	     "it\\'s\\ \\\"\\$HOME\\\"\\ \\&\\ \\`x\\`\\;\\ \\\\\\ \\(a\\|b\\)\\ \\<c\\>\\ "
	     "\\*\\?\\[d\\]\\!\\ \\{e\\}\\#"},
	    {"~/a~b", "\\~/a~b"},
	    {"/home/ad\xc3\xa9", "/home/ad\xc3\xa9"},
	    {"", "''"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct strings words = STRINGS_INIT;
		struct error err = ERROR_INIT;
		char *quoted = words_quote(cases[i].text);

		cr_expect_str_eq(quoted, cases[i].quoted);
		cr_assert_eq(words_split(quoted, &words, &err), 0);
		cr_assert_eq(words.count, 1);
		cr_expect_str_eq(words.item[0], cases[i].text);
		strings_release(&words);
		free(quoted);
	}
}
