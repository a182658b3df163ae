#include "loaded.h"

TestSuite(profile_load_text, .init = loaded_make, .fini = scratch_remove);

/* Loads the text as what is to replace DIR/profiles/x.cfg, which has that mode. */
static int load(const char *bytes, size_t len, mode_t mode, struct profile *profile, struct diagnostics *list,
		struct error *err)
{
	struct environ env = loaded_environ();
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	struct profile_text what = {.name = "x", .path = "/shown/x.cfg", .bytes = &text};
	int result;

	scratch_text("discred/profiles/x.cfg", "client_id = \"1\";", mode);
	what.fd = open(scratch_path("discred/profiles/x.cfg"), O_RDONLY | O_CLOEXEC);
	cr_assert_geq(what.fd, 0);
	buf_add(&text, bytes, len);
	result = profile_load_text(profile, &what, &env, &loaded_sources, list, err);
	cr_assert_eq(close(what.fd), 0, "it is still the caller's");
	buf_release(&text);
	return result;
}

static void expect_text_refused(const char *text, mode_t mode, const char *want)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;
	char *said;

	cr_assert_eq(load(text, strlen(text), mode, &profile, &list, &err), -1);
	cr_assert_eq(err.code, ERROR_CONFIG);
	said = printed(&list, "/shown");
	cr_assert_str_eq(said, want);
	free(said);
	diagnostics_release(&list);
}

Test(profile_load_text, takes_the_text_and_not_the_file)
{
	static const char text[] = "client_id = \"157730590492196864\"; stack = ( { control = \"sufficient\"; "
				   "source = \"cache\"; } );";
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;

	cr_assert_eq(load(text, strlen(text), 0644, &profile, &list, &err), 0, "%s", err.text);
	cr_assert_str_eq(profile.id, "x");
	cr_assert_str_eq(profile.path, "/shown/x.cfg");
	cr_assert_str_eq(profile.name, "x");
	cr_assert_str_eq(profile.client_id, "157730590492196864");
	cr_assert_eq(profile.stack.count, 1);
	cr_assert_eq(list.count, 0);
	profile_release(&profile);
	diagnostics_release(&list);
}

Test(profile_load_text, shows_mistakes_under_the_path_that_was_given)
{
	expect_text_refused("client_id = 1;\nscop = \"bot\";\n", 0600,
			    "DIR/x.cfg:1:13: 'client_id' must be a string of digits: write \"1\"\n"
			    "    1 | client_id = 1;\n"
			    "      |             ^\n"
			    "DIR/x.cfg:2:1: unknown key 'scop': did you mean 'scope'?\n"
			    "    2 | scop = ******\n"
			    "      | ^\n");
	expect_text_refused("", 0600, "DIR/x.cfg: 'client_id' is missing\n");
}

Test(profile_load_text, refuses_what_libconfig_would_not_see)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;

	cr_assert_eq(load("client_id = \"1\";\0", 17, 0600, &profile, &list, &err), -1);
	cr_assert_eq(err.code, ERROR_CONFIG);
	cr_assert_eq(list.count, 1);
	cr_assert_eq(list.item[0].at.line, 1);
	cr_assert_eq(list.item[0].at.column, 17);
	diagnostics_release(&list);
}

Test(profile_load_text, a_secret_needs_the_mode_of_the_file)
{
	static const char text[] = "client_id = \"157730590492196864\";\nclient_secret = \"s3cret\";";
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;

	expect_text_refused(text, 0640,
			    "DIR/x.cfg:2:17: a secret may stand in a file of your own with mode 0600 only, but "
			    "'DIR/x.cfg' is open to others (mode 0640): run 'chmod 600 DIR/x.cfg'\n"
			    "    2 | client_secret = *********\n"
			    "      |                 ^\n");
	cr_assert_eq(load(text, strlen(text), 0600, &profile, &list, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_text(&profile.client_secret.plain), "s3cret");
	profile_release(&profile);
	diagnostics_release(&list);
}
