#include "loaded.h"

TestSuite(profile_create, .init = loaded_make, .fini = scratch_remove);

static void expect_mode(const char *name, mode_t mode)
{
	struct stat st;

	cr_assert_eq(lstat(scratch_path(name), &st), 0, "%s", name);
	cr_assert_eq(st.st_mode, mode, "%s: %o", name, (unsigned)st.st_mode);
}

static int create(const struct environ *env, const char *text, char **path, struct error *err)
{
	struct buf bytes = BUF_INIT(1000);
	int result;

	buf_str(&bytes, text);
	result = profile_create("x", &bytes, env, path, err);
	buf_release(&bytes);
	return result;
}

Test(profile_create, makes_file_and_directories)
{
	struct environ env = loaded_environ();
	struct error err = ERROR_INIT;
	char *path = NULL;

	env.config_home = NULL;
	env.home = scratch_path("home");
	umask(0);
	cr_assert_eq(create(&env, "client_id = \"1\";\n", &path, &err), 0, "%s", err.text);
	cr_assert_str_eq(path, scratch_path("home/.config/discred/profiles/x.cfg"));
	expect_mode("home/.config/discred/profiles/x.cfg", S_IFREG | 0600);
	expect_mode("home/.config/discred/profiles", S_IFDIR | 0700);
	expect_mode("home/.config/discred", S_IFDIR | 0700);
	free(path);
}

Test(profile_create, leaves_what_is_there)
{
	struct environ env = loaded_environ();
	struct error err = ERROR_INIT;
	char *path = NULL;
	char *want = xasprintf("'%s' exists already, and is left as it is", scratch_path("discred/profiles/x.cfg"));

	scratch_text("discred/profiles/x.cfg", "mine", 0600);
	cr_assert_eq(create(&env, "theirs", &path, &err), -1);
	expect_hint(err, ERROR_CONFIG, want, "");
	cr_assert_null(path);
	free(want);
}

Test(profile_create, a_directory_that_others_can_write)
{
	struct environ env = loaded_environ();
	struct error err = ERROR_INIT;
	char *path = NULL;

	cr_assert_eq(chmod(scratch_path("discred/profiles"), 0777), 0);
	cr_assert_eq(create(&env, "x", &path, &err), -1);
	cr_assert_eq(err.code, ERROR_CONFIG);
	cr_assert(strstr(err.text, "can be written by others"), "%s", err.text);
	cr_assert_null(path);
}

Test(profile_create, without_a_home)
{
	struct environ env = loaded_environ();
	struct error err = ERROR_INIT;
	char *path = NULL;

	env.config_home = NULL;
	env.home = NULL;
	cr_assert_eq(create(&env, "x", &path, &err), -1);
	expect_hint(err, ERROR_SYS, "no home directory", "set HOME or XDG_CONFIG_HOME");
}

static int read_text(const char *text, struct profile *profile, struct diagnostics *list, struct error *err)
{
	struct environ env = loaded_environ();
	struct buf bytes = BUF_INIT(1000);
	const struct profile_text file = {.name = "x", .path = "x", .fd = -1, .bytes = &bytes};
	int result;

	buf_str(&bytes, text);
	result = profile_load_text(profile, &file, &env, &loaded_sources, list, err);
	buf_release(&bytes);
	return result;
}

Test(profile_create, a_text_is_read_as_a_file_is)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;

	cr_assert_eq(read_text("client_id = \"1\"; scope = \"identify\";", &profile, &list, &err), 0, "%s", err.text);
	cr_assert_str_eq(profile.id, "x");
	cr_assert_str_eq(profile.name, "x");
	cr_assert_str_eq(profile.scope.item[0], "identify");
	profile_release(&profile);
	cr_assert_eq(read_text("client_id = 1;\n", &profile, &list, &err), -1);
	expect_hint(err, ERROR_CONFIG, "x:1:13: 'client_id' must be a string of digits: write \"1\"", "");
	diagnostics_release(&list);
}

Test(profile_create, a_plain_secret_in_a_text_is_refused)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;

	cr_assert_eq(read_text("client_id = \"1\"; client_secret = \"hunter2\";", &profile, &list, &err), -1);
	cr_assert_eq(err.code, ERROR_CONFIG);
	cr_assert_null(strstr(err.text, "hunter2"));
	diagnostics_release(&list);
}
