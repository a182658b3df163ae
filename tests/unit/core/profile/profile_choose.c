#include "loaded.h"

TestSuite(profile_choose, .init = loaded_make, .fini = scratch_remove);

static void expect_chosen(const char *argument, const struct environ *env, const char *want)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	char *name = NULL;

	cr_assert_eq(profile_choose(argument, env, &name, &list, &err), 0, "%s", err.text);
	cr_assert_str_eq(name, want);
	diagnostics_release(&list);
	free(name);
}

static void expect_none(const char *argument, const struct environ *env, enum error_code code, const char *text,
			const char *hint)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	char *name = NULL;
	char *shown;

	cr_assert_eq(profile_choose(argument, env, &name, &list, &err), -1);
	expect_error(err, code, text);
	shown = printed_replace(err.hint, scratch_path("discred"), "DIR");
	cr_assert_str_eq(shown, hint);
	cr_assert_null(name);
	free(shown);
	diagnostics_release(&list);
}

Test(profile_choose, argument_then_environment_then_default_then_the_only_one)
{
	struct environ env = loaded_environ();

	scratch_text("system/discred/profiles/only.cfg", "", 0600);
	expect_chosen(NULL, &env, "only");
	scratch_text("discred/config.cfg", "default_profile = \"standard\";", 0600);
	expect_chosen(NULL, &env, "standard");
	env.profile = "environment";
	expect_chosen(NULL, &env, "environment");
	expect_chosen("argument", &env, "argument");
}

Test(profile_choose, config_is_not_read_if_it_is_not_needed)
{
	struct environ env = loaded_environ();

	scratch_text("discred/config.cfg", "broken", 0600);
	expect_chosen("argument", &env, "argument");
	env.profile = "environment";
	expect_chosen(NULL, &env, "environment");
}

Test(profile_choose, none_and_several)
{
	struct environ env = loaded_environ();

	expect_none(NULL, &env, ERROR_NONE, "there is no profile yet", "run 'discred profile new'");
	scratch_text("discred/profiles/b.cfg", "", 0600);
	scratch_text("system/discred/profiles/a.cfg", "", 0600);
	expect_none(NULL, &env, ERROR_USAGE, "there are several profiles: a, b",
		    "name one, or set DISCRED_PROFILE, or default_profile in config.cfg");
}

Test(profile_choose, names_that_are_no_names)
{
	const char *hint = "names are letters, digits, '.', '_' and '-', 64 at most, with a letter or digit first";
	struct environ env = loaded_environ();

	expect_none("../x", &env, ERROR_USAGE, "'../x' cannot be the name of a profile", hint);
	env.profile = "a/b";
	expect_none(NULL, &env, ERROR_USAGE, "'a/b', from DISCRED_PROFILE, cannot be the name of a profile", hint);
}

static void expect_missing(const char *argument, const struct environ *env, const char *text)
{
	struct error err = ERROR_INIT;
	struct profile profile;

	cr_assert_eq(profile_open(&profile, argument, env, &loaded_sources, stderr, &err), -1);
	expect_hint(err, ERROR_NONE, text, "did you mean 'reader'?");
}

Test(profile_choose, open_says_who_named_a_profile_that_is_missing)
{
	struct environ env = loaded_environ();

	scratch_text("discred/profiles/reader.cfg", "", 0600);
	scratch_text("discred/config.cfg", "default_profile = \"raeder\";", 0600);
	expect_missing("raedr", &env, "no profile 'raedr'");
	expect_missing(NULL, &env, "default_profile of config.cfg: no profile 'raeder'");
	env.profile = "readr";
	expect_missing(NULL, &env, "DISCRED_PROFILE: no profile 'readr'");
}

Test(profile_choose, a_config_that_is_wrong)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct environ env = loaded_environ();
	struct error err = ERROR_INIT;
	char *name = NULL;

	scratch_text("discred/config.cfg", "default_profile = \"a/b\";", 0600);
	cr_assert_eq(profile_choose(NULL, &env, &name, &list, &err), -1);
	cr_assert_eq(err.code, ERROR_CONFIG);
	cr_assert_eq(list.count, 1);
	diagnostics_release(&list);
}

Test(profile_choose, open_prints_what_is_wrong_and_sums_it_up)
{
	struct environ env = loaded_environ();
	struct error err = ERROR_INIT;
	struct profile profile;
	char *text = NULL;
	char *shown;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	scratch_text("discred/profiles/x.cfg", "client_id = 5;\nnme = \"a\";\n", 0600);
	cr_assert_eq(profile_open(&profile, "x", &env, &loaded_sources, out, &err), -1);
	fclose(out);
	shown = printed_replace(text, scratch_path("discred"), "DIR");
	cr_assert_str_eq(shown, "DIR/profiles/x.cfg:1:13: 'client_id' must be a string of digits: write \"5\"\n"
				"    1 | client_id = 5;\n"
				"      |             ^\n"
				"DIR/profiles/x.cfg:2:1: unknown key 'nme': did you mean 'name'?\n"
				"    2 | nme = ****\n"
				"      | ^\n");
	free(shown);
	shown = printed_replace(err.text, scratch_path("discred"), "DIR");
	cr_assert_str_eq(shown, "'DIR/profiles/x.cfg' has 2 errors and was not used");
	free(shown);
	free(text);
}
