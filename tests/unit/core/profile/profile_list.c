#include "loaded.h"

TestSuite(profile_list, .init = loaded_make, .fini = scratch_remove);

Test(profile_list, names)
{
	struct environ env = loaded_environ();
	struct strings names = STRINGS_INIT;
	struct error err = ERROR_INIT;
	char *all;

	scratch_text("discred/profiles/b.cfg", "", 0600);
	scratch_text("discred/profiles/b.cfg~", "", 0600);
	scratch_text("discred/profiles/.hidden.cfg", "", 0600);
	scratch_text("discred/profiles/.cfg", "", 0600);
	scratch_text("discred/profiles/notes.txt", "", 0600);
	scratch_text("discred/profiles/c.d.cfg", "", 0600);
	scratch_text("system/discred/profiles/a.cfg", "", 0600);
	scratch_text("system/discred/profiles/b.cfg", "", 0600);
	cr_assert_eq(mkdir(scratch_path("discred/profiles/dir.cfg"), 0700), 0);
	cr_assert_eq(symlink("b.cfg", scratch_path("discred/profiles/link.cfg")), 0);
	cr_assert_eq(profile_list(&env, &names, &err), 0);
	all = strings_join(&names, " ");
	cr_assert_str_eq(all, "a b c.d link");
	free(all);
	strings_release(&names);
}

Test(profile_list, what_is_skipped)
{
	struct environ env = loaded_environ();
	struct strings reasons = STRINGS_INIT;
	char *all;
	char *text;

	scratch_text("discred/profiles/good.cfg", "", 0600);
	scratch_text("discred/profiles/my prof.cfg", "", 0600);
	scratch_text("discred/profiles/my prof.txt", "", 0600);
	scratch_text("discred/profiles/.hidden one.cfg", "", 0600);
	cr_assert_eq(symlink("nowhere", scratch_path("discred/profiles/link.cfg")), 0);
	profile_list_skipped(&env, &reasons);
	all = strings_join(&reasons, "\n");
	text = printed_replace(all, scratch_path("discred"), "DIR");
	cr_assert_str_eq(text,
			 "'DIR/profiles/link.cfg' is skipped: it is no regular file, or a link to nothing\n"
			 "'DIR/profiles/my prof.cfg' is skipped: names are letters, digits, '.', '_' and '-', 64 at "
			 "most, with a letter or digit first");
	free(text);
	free(all);
	strings_release(&reasons);
}

Test(profile_list, a_directory_that_cannot_be_read)
{
	struct environ env = loaded_environ();
	struct strings names = STRINGS_INIT;
	struct error err = ERROR_INIT;
	char *text;

	cr_assert_eq(chmod(scratch_path("discred/profiles"), 0000), 0);
	cr_assert_eq(profile_list(&env, &names, &err), -1);
	text = printed_replace(err.text, scratch_path("discred"), "DIR");
	cr_assert_str_eq(text, "cannot open directory 'DIR/profiles': Permission denied");
	cr_assert_eq(err.code, ERROR_SYS);
	cr_assert_eq(chmod(scratch_path("discred/profiles"), 0700), 0);
	free(text);
	strings_release(&names);
}
