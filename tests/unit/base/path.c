#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/path.h"
#include "expect.h"
#include "scratch.h"

/* The list begins so; its end depends on how the project was configured. */
static void expect_config_dirs(const struct environ *env, const char *want)
{
	struct strings dirs = STRINGS_INIT;
	char *text;

	path_config_dirs(env, &dirs);
	text = strings_join(&dirs, "|");
	cr_assert_eq(strncmp(text, want, strlen(want)), 0, "%s", text);
	free(text);
	strings_release(&dirs);
}

Test(path_config_dirs, the_users_own_come_first)
{
	struct environ env = {.home = "/home/u"};

	expect_config_dirs(&env, "/home/u/.config/discred|/etc/xdg/discred");
	env.config_home = "/cfg";
	expect_config_dirs(&env, "/cfg/discred|/etc/xdg/discred");
	env.config_dirs = "/a:/b";
	expect_config_dirs(&env, "/cfg/discred|/a/discred|/b/discred|/");
}

Test(path_config_dirs, without_a_home)
{
	struct environ env = {.home = NULL};

	expect_config_dirs(&env, "/etc/xdg/discred");
	env.config_dirs = "/a";
	expect_config_dirs(&env, "/a/discred|/");
}

Test(path_config_dirs, relative_and_empty_ones_are_dropped)
{
	struct environ env = {.home = "/home/u", .config_dirs = "relative::./x:/a:~/y:"};

	expect_config_dirs(&env, "/home/u/.config/discred|/a/discred|/");
}

Test(path_config_dirs, each_once)
{
	struct environ env = {.config_home = "/a", .config_dirs = "/b:/a:/b:/etc/xdg"};
	struct strings dirs = STRINGS_INIT;

	path_config_dirs(&env, &dirs);
	for (size_t i = 0; i < dirs.count; i++)
		for (size_t j = i + 1; j < dirs.count; j++)
			cr_assert_str_neq(dirs.item[i], dirs.item[j]);
	strings_release(&dirs);
}

Test(path_config_dirs, the_compiled_in_one_is_last)
{
	struct environ env = {.home = "/home/u", .config_dirs = "/a"};
	struct strings dirs = STRINGS_INIT;
	const char *last;

	path_config_dirs(&env, &dirs);
	cr_assert_eq(dirs.count, 3);
	last = dirs.item[2];
	cr_assert_gt(strlen(last), strlen("/xdg/discred"));
	cr_assert_str_eq(last + strlen(last) - strlen("/xdg/discred"), "/xdg/discred");
	strings_release(&dirs);
}

Test(path_state_dir, xdg_then_home)
{
	struct environ env = {.home = "/home/u", .state_home = "/state"};
	struct error err = ERROR_INIT;
	char *dir = NULL;

	cr_assert_eq(path_state_dir(&env, &dir, &err), 0);
	cr_assert_str_eq(dir, "/state/discred");
	free(dir);
	env.state_home = NULL;
	cr_assert_eq(path_state_dir(&env, &dir, &err), 0);
	cr_assert_str_eq(dir, "/home/u/.local/state/discred");
	free(dir);
	env.home = NULL;
	cr_assert_eq(path_state_dir(&env, &dir, &err), -1);
	expect_hint(err, ERROR_SYS, "no home directory", "set HOME or XDG_STATE_HOME");
}

TestSuite(path_runtime_dir, .init = scratch_make_unprivileged, .fini = scratch_remove);

/* want NULL: not the one of the variable, but whoever runs the tests may have one in /run/user. */
static void expect_runtime_dir(const char *path, uid_t uid, const char *want)
{
	struct environ env = {.uid = uid, .runtime_dir = path};
	char *dir = path_runtime_dir(&env);

	if (want) {
		cr_assert_not_null(dir);
		cr_assert_str_eq(dir, want);
	} else {
		cr_assert(!dir || !strncmp(dir, "/run/user/", 10), "%s", dir);
	}
	free(dir);
}

Test(path_runtime_dir, must_be_ours_alone)
{
	static const mode_t wrong[] = {0701, 0710, 0750, 0755, 0777, 01700, 02700, 0500, 0600};
	const char *path = scratch_path("run");
	char want[SCRATCH_PATH];

	snprintf(want, sizeof(want), "%s/run/discred", scratch);
	cr_assert_eq(mkdir(path, 0700), 0);
	expect_runtime_dir(path, geteuid(), want);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		cr_assert_eq(chmod(path, wrong[i]), 0);
		expect_runtime_dir(path, geteuid(), NULL);
	}
	cr_assert_eq(chmod(path, 0700), 0);
	expect_runtime_dir(path, geteuid() + 1, NULL);
}

Test(path_runtime_dir, must_be_a_directory)
{
	cr_assert_eq(mkdir(scratch_path("run"), 0700), 0);
	cr_assert_eq(symlink("run", scratch_path("link")), 0);
	expect_runtime_dir(scratch_path("link"), geteuid(), NULL);
	expect_runtime_dir(scratch_text("file", "", 0700), geteuid(), NULL);
	expect_runtime_dir(scratch_path("none"), geteuid(), NULL);
	expect_runtime_dir(NULL, geteuid(), NULL);
}

Test(path_runtime_dir, of_a_user_who_has_none)
{
	struct environ env = {.uid = 4000000000U};

	cr_assert_null(path_runtime_dir(&env));
}

Test(path_exec_dir, must_be_absolute)
{
	struct environ env = {.exec_path = "/opt/discred"};
	const char *standard;

	cr_assert_str_eq(path_exec_dir(&env), "/opt/discred");
	env.exec_path = NULL;
	standard = path_exec_dir(&env);
	cr_assert_eq(standard[0], '/');
	env.exec_path = "relative";
	cr_assert_str_eq(path_exec_dir(&env), standard);
	env.exec_path = ".";
	cr_assert_str_eq(path_exec_dir(&env), standard);
}

TestSuite(path_find_program, .init = scratch_make_unprivileged, .fini = scratch_remove);

/* want NULL: nothing is found. */
static void expect_program(const char *path, const char *name, const char *want)
{
	struct environ env = {.path = path};
	char *found = path_find_program(&env, name);

	if (want) {
		cr_assert_not_null(found);
		cr_assert_str_eq(found, want);
	} else {
		cr_assert_null(found, "%s", found);
	}
	free(found);
}

Test(path_find_program, the_first_that_can_be_run)
{
	char path[4 * SCRATCH_PATH];

	for (const char *const *dir = (const char *const[]){"a", "b", "c", "d", NULL}; *dir; dir++)
		cr_assert_eq(mkdir(scratch_path(*dir), 0755), 0);
	scratch_text("b/tool", "", 0644);
	cr_assert_eq(mkdir(scratch_path("c/tool"), 0755), 0);
	scratch_text("d/tool", "", 0755);
	snprintf(path, sizeof(path), "%s/a:%s/b:%s/c:%s/d", scratch, scratch, scratch, scratch);
	expect_program(path, "tool", scratch_path("d/tool"));
	scratch_text("a/tool", "", 0700);
	expect_program(path, "tool", scratch_path("a/tool"));
	expect_program(path, "another", NULL);
	expect_program(path, "", NULL);
}

Test(path_find_program, follows_links)
{
	scratch_text("real", "", 0755);
	cr_assert_eq(symlink("real", scratch_path("tool")), 0);
	cr_assert_eq(symlink("none", scratch_path("broken")), 0);
	expect_program(scratch, "tool", scratch_path("tool"));
	expect_program(scratch, "broken", NULL);
}

Test(path_find_program, never_looks_in_the_working_directory)
{
	scratch_text("tool", "", 0755);
	cr_assert_eq(mkdir(scratch_path("bin"), 0755), 0);
	scratch_text("bin/tool", "", 0755);
	cr_assert_eq(chdir(scratch), 0);
	expect_program("", "tool", NULL);
	expect_program(":", "tool", NULL);
	expect_program(".:./bin:bin::../:~", "tool", NULL);
	expect_program("::/no/such", "tool", NULL);
}

Test(path_find_program, has_a_standard_path)
{
	struct environ env = {.path = NULL};
	char *found = path_find_program(&env, "sh");

	cr_assert_str_eq(found, "/usr/bin/sh");
	free(found);
}

static void expect_command(const char *word, const char *want)
{
	struct environ env = {.path = scratch};
	char *found = path_find_command(&env, word);

	cr_assert_str_eq(found ? found : "none", want);
	free(found);
}

TestSuite(path_find_command, .init = scratch_make_unprivileged, .fini = scratch_remove);

Test(path_find_command, as_it_would_be_started)
{
	scratch_text("tool", "", 0755);
	scratch_text("text", "", 0644);
	expect_command("tool", scratch_path("tool"));
	expect_command(scratch_path("tool"), scratch_path("tool"));
	expect_command(scratch_path("text"), "none");
	expect_command(scratch_path("missing"), "none");
	expect_command(scratch, "none");
	expect_command("text", "none");
	cr_assert_eq(chdir(scratch), 0);
	expect_command("./tool", "./tool");
}

static void expect_expanded(const char *home, const char *text, const char *want)
{
	struct environ env = {.home = home};
	char *path = path_expand(&env, text);

	cr_assert_str_eq(path, want);
	free(path);
}

Test(path_expand, a_leading_tilde)
{
	expect_expanded("/home/u", "~/x", "/home/u/x");
	expect_expanded("/home/u", "~/", "/home/u/");
	expect_expanded("/home/u", "~", "~");
	expect_expanded("/home/u", "~root/x", "~root/x");
	expect_expanded("/home/u", "/a/~/x", "/a/~/x");
	expect_expanded("/home/u", "", "");
	expect_expanded(NULL, "~/x", "~/x");
}
