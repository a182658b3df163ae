/* Files of other users: they can be made by root only. Root makes them here and then becomes an ordinary user. */
#include "loaded.h"

enum { STRANGER = 12345 };

static void make(void)
{
	static const char *const files[] = {"stranger", "root", "secret"};

	if (geteuid() != 0)
		cr_skip_test("only root can make files of other users");
	scratch_make();
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		scratch_text(files[i],
			     i == 2 ? "client_id = \"1\";\nbot_token = \"hunter2\";\n" : "client_id = \"1\";\n", 0644);
	cr_assert_eq(chown(scratch_path("stranger"), STRANGER, STRANGER), 0);
	cr_assert_eq(chown(scratch, SCRATCH_USER, SCRATCH_USER), 0);
	scratch_become(SCRATCH_USER);
	loaded_make_dirs();
}

TestSuite(profile_owner, .init = make, .fini = scratch_remove);

static void use(const char *file)
{
	char *from = xstrdup(scratch_path(file));

	cr_assert_eq(rename(from, scratch_path("discred/profiles/x.cfg")), 0);
	free(from);
}

Test(profile_owner, another_user)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;
	char *text;

	use("stranger");
	cr_assert_eq(loaded_load(&profile, "x", &list, &err), -1);
	text = printed_replace(err.text, scratch_path("discred"), "DIR");
	cr_assert_str_eq(text, "'DIR/profiles/x.cfg' belongs to another user");
	cr_assert_eq(err.code, ERROR_CONFIG);
	free(text);
	diagnostics_release(&list);
}

Test(profile_owner, root)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;

	use("root");
	cr_assert_eq(loaded_load(&profile, "x", &list, &err), 0, "%s", err.text);
	profile_release(&profile);
	diagnostics_release(&list);
}

Test(profile_owner, a_plain_secret_of_root)
{
	use("secret");
	expect_refused_file(
	    "DIR/profiles/x.cfg:2:13: a secret may stand in a file of your own with mode 0600 only, but "
	    "'DIR/profiles/x.cfg' belongs to another user\n"
	    "    2 | bot_token = **********\n"
	    "      |             ^\n");
}
