#include "core/output/checklist.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "expect.h"

static struct checklist list = CHECKLIST_INIT;

static void release(void)
{
	checklist_release(&list);
}

TestSuite(checklist, .fini = release);

static void expect_print(const char *title, unsigned width, const char *want)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	checklist_print(out, title, &list, width);
	fclose(out);
	cr_assert_str_eq(text, want);
	free(text);
}

static void expect_json(const char *profile, const char *want)
{
	json_t *value = checklist_json(profile, &list);
	char *text = json_dumps(value, JSON_COMPACT);

	cr_assert_str_eq(text, want);
	free(text);
	json_decref(value);
}

static struct error trouble(enum error_code code, const char *text, const char *hint)
{
	struct error err = ERROR_INIT;

	error_set(&err, code, "%s", text);
	error_hint(&err, "%s", hint);
	return err;
}

/* One of each state, the second of which nobody got to. */
static void fill(void)
{
	struct error warning = trouble(ERROR_TEMP, "the clock is 45 s behind", "set it");
	struct error failure = trouble(ERROR_CONFIG, "'/state' can be written by others", "run 'chmod 700 /state'");

	check_ok(&list, checklist_add(&list, "profile"), "%s", "/p.cfg");
	checklist_add(&list, "dns");
	check_set(&list, checklist_add(&list, "clock"), CHECK_WARNING, &warning);
	check_fail(&list, checklist_add(&list, "state"), &failure);
}

Test(checklist, a_check_is_a_line)
{
	fill();
	expect_print("reader", 0,
		     "reader\n"
		     "  profile ok      /p.cfg\n"
		     "  dns     skipped \n"
		     "  clock   warning the clock is 45 s behind; set it\n"
		     "  state   failed  '/state' can be written by others; run 'chmod 700 /state'\n");
}

Test(checklist, a_terminal_gets_wrapped_text)
{
	fill();
	expect_print("reader", 45,
		     "reader\n"
		     "  profile ok      /p.cfg\n"
		     "  dns     skipped \n"
		     "  clock   warning the clock is 45 s behind\n"
		     "                  -> set it\n"
		     "  state   failed  '/state' can be written by\n"
		     "                  others\n"
		     "                  -> run 'chmod 700 /state'\n");
}

Test(checklist, a_long_word_is_not_broken)
{
	check_ok(&list, checklist_add(&list, "a"), "see /a/path/that/is/longer/than/the/line now");
	expect_print("t", 30,
		     "t\n"
		     "  a ok      see\n"
		     "            /a/path/that/is/longer/than/the/line\n"
		     "            now\n");
}

Test(checklist, characters_are_counted_not_bytes)
{
	check_ok(&list, checklist_add(&list, "a"), "äääääääääää äääääääääää äb");
	expect_print("t", 38, "t\n  a ok      äääääääääää äääääääääää äb\n");
	expect_print("t", 37, "t\n  a ok      äääääääääää äääääääääää\n            äb\n");
}

Test(checklist, as_json)
{
	fill();
	check_attach(&list, 0, "missing", json_array());
	check_attach(&list, 0, "known", json_true());
	expect_json(
	    "reader",
	    "{\"profile\":\"reader\",\"ok\":false,\"checks\":["
	    "{\"name\":\"profile\",\"result\":\"ok\",\"text\":\"/p.cfg\",\"missing\":[],\"known\":true},"
	    "{\"name\":\"dns\",\"result\":\"skipped\",\"text\":\"\"},"
	    "{\"name\":\"clock\",\"result\":\"warning\",\"text\":\"the clock is 45 s behind\",\"hint\":\"set it\"},"
	    "{\"name\":\"state\",\"result\":\"failed\",\"text\":\"'/state' can be written by others\","
	    "\"code\":\"config\",\"hint\":\"run 'chmod 700 /state'\"}]}");
}

Test(checklist, warnings_do_not_fail)
{
	struct error warning = trouble(ERROR_SYS, "odd", "look");
	struct error err = ERROR_INIT;

	check_set(&list, checklist_add(&list, "a"), CHECK_WARNING, &warning);
	cr_assert_eq(checklist_verdict(&list, &err), 0);
	cr_assert_eq(checklist_count(&list, CHECK_WARNING), 1);
	cr_assert_eq(checklist_count(&list, CHECK_FAILED), 0);
	expect_json(NULL, "{\"profile\":null,\"ok\":true,\"checks\":["
			  "{\"name\":\"a\",\"result\":\"warning\",\"text\":\"odd\",\"hint\":\"look\"}]}");
}

Test(checklist, the_first_failure_gives_class_and_hint)
{
	struct error first = trouble(ERROR_TEMP, "no answer", "");
	struct error second = trouble(ERROR_CONFIG, "wrong", "mend it");
	struct error err = ERROR_INIT;

	check_fail(&list, checklist_add(&list, "dns"), &first);
	check_fail(&list, checklist_add(&list, "redirect"), &second);
	check_fail(&list, checklist_add(&list, "redirect"), &second);
	cr_assert_eq(checklist_verdict(&list, &err), -1);
	expect_hint(err, ERROR_TEMP, "failed: dns, redirect", "see the list");
	check_ok(&list, 0, "there");
	cr_assert_eq(checklist_verdict(&list, &err), -1);
	expect_hint(err, ERROR_CONFIG, "failed: redirect", "mend it");
}

Test(checklist, skips_a_range_and_cleans_text)
{
	struct error failure = trouble(ERROR_TEMP, "a\x1b[2Jb", "c\nd");

	checklist_add(&list, "a");
	checklist_add(&list, "b");
	check_fail(&list, checklist_add(&list, "c"), &failure);
	check_skip_range(&list, 0, 1, "needs\tmore");
	expect_print("t", 0, "t\n  a skipped needs?more\n  b skipped needs?more\n  c failed  a?[2Jb; c?d\n");
}

/* A text may have been cut in the middle of a character: the list is JSON all the same. */
Test(checklist, text_that_is_no_utf8)
{
	check_ok(&list, checklist_add(&list, "a"), "\xc3");
	expect_json("p",
		    "{\"profile\":\"p\",\"ok\":true,\"checks\":[{\"name\":\"a\",\"result\":\"ok\",\"text\":\"?\"}]}");
}
