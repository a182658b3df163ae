#include <criterion/criterion.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/environ.h"

static const char *const names[] = {"HOME",
				    "PATH",
				    "XDG_CONFIG_HOME",
				    "XDG_CONFIG_DIRS",
				    "XDG_STATE_HOME",
				    "XDG_RUNTIME_DIR",
				    "DISCRED_PROFILE",
				    "DISCRED_EXEC_PATH",
				    "DISCRED_BROWSER",
				    "BROWSER",
				    "TERM",
				    "NO_COLOR",
				    "DISPLAY",
				    "WAYLAND_DISPLAY"};

static void forget_all(void)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unsetenv(names[i]);
}

TestSuite(environ_read, .init = forget_all);

Test(environ_read, takes_each_variable)
{
	struct environ env;

	setenv("HOME", "/h", 1);
	setenv("PATH", "/p:q", 1);
	setenv("XDG_CONFIG_HOME", "/c", 1);
	setenv("XDG_CONFIG_DIRS", "/d:/e", 1);
	setenv("XDG_STATE_HOME", "/s", 1);
	setenv("XDG_RUNTIME_DIR", "/r", 1);
	setenv("DISCRED_PROFILE", "reader", 1);
	setenv("DISCRED_EXEC_PATH", "/x", 1);
	setenv("DISCRED_BROWSER", "firefox", 1);
	setenv("BROWSER", "w3m:lynx", 1);
	setenv("TERM", "xterm", 1);
	setenv("NO_COLOR", "0", 1);
	environ_read(&env);
	cr_assert_eq(env.uid, geteuid());
	cr_assert_str_eq(env.home, "/h");
	cr_assert_str_eq(env.path, "/p:q");
	cr_assert_str_eq(env.config_home, "/c");
	cr_assert_str_eq(env.config_dirs, "/d:/e");
	cr_assert_str_eq(env.state_home, "/s");
	cr_assert_str_eq(env.runtime_dir, "/r");
	cr_assert_str_eq(env.profile, "reader");
	cr_assert_str_eq(env.exec_path, "/x");
	cr_assert_str_eq(env.browser, "firefox");
	cr_assert_str_eq(env.browsers, "w3m:lynx");
	cr_assert_str_eq(env.term, "xterm");
	cr_assert(env.no_color);
	cr_assert_not(env.display);
	cr_assert_eq(env.all, environ);
}

static void expect_nothing(const struct environ *env)
{
	const struct passwd *user = getpwuid(geteuid());

	cr_assert_null(env->path);
	cr_assert_null(env->config_home);
	cr_assert_null(env->config_dirs);
	cr_assert_null(env->state_home);
	cr_assert_null(env->runtime_dir);
	cr_assert_null(env->profile);
	cr_assert_null(env->exec_path);
	cr_assert_null(env->browser);
	cr_assert_null(env->browsers);
	cr_assert_null(env->term);
	cr_assert_not(env->no_color);
	cr_assert_not(env->display);
	if (user)
		cr_assert_str_eq(env->home, user->pw_dir);
	else
		cr_assert_null(env->home);
	free((char *)env->home);
}

Test(environ_read, unset)
{
	struct environ env;

	environ_read(&env);
	expect_nothing(&env);
}

Test(environ_read, empty_is_unset)
{
	struct environ env;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		setenv(names[i], "", 1);
	environ_read(&env);
	expect_nothing(&env);
}

Test(environ_read, relative_directories_are_ignored)
{
	struct environ env;

	setenv("HOME", "home", 1);
	setenv("XDG_CONFIG_HOME", "./c", 1);
	setenv("XDG_STATE_HOME", "s", 1);
	setenv("XDG_RUNTIME_DIR", "~/r", 1);
	environ_read(&env);
	expect_nothing(&env);
}

Test(environ_read, either_display)
{
	struct environ env;

	setenv("HOME", "/h", 1);
	setenv("DISPLAY", ":0", 1);
	environ_read(&env);
	cr_assert(env.display);
	unsetenv("DISPLAY");
	setenv("WAYLAND_DISPLAY", "wayland-0", 1);
	environ_read(&env);
	cr_assert(env.display);
}

static char *const variables[] = {"A=1", "AB=2", "EMPTY=", "A=second", "B==x=", "strange", NULL};
static const struct environ made_up = {.all = variables};

Test(environ_value, is_of_exactly_that_name)
{
	cr_assert_str_eq(environ_value(&made_up, "A"), "1");
	cr_assert_str_eq(environ_value(&made_up, "AB"), "2");
	cr_assert_str_eq(environ_value(&made_up, "EMPTY"), "");
	cr_assert_str_eq(environ_value(&made_up, "B"), "=x=");
	cr_assert_null(environ_value(&made_up, "ABC"));
	cr_assert_null(environ_value(&made_up, "a"));
	cr_assert_null(environ_value(&made_up, "strange"));
	cr_assert_null(environ_value(&made_up, ""));
}

Test(environ_without, nothing_is_the_whole)
{
	struct strings none = STRINGS_INIT;
	char **kept = environ_without(&made_up, &none);

	for (size_t i = 0; i < 6; i++)
		cr_assert_eq(kept[i], variables[i]);
	cr_assert_null(kept[6]);
	free(kept);
}

Test(environ_without, every_entry_of_a_name_goes)
{
	struct strings names_given = STRINGS_INIT;
	char **kept;

	strings_split(&names_given, "A EMPTY ABSENT", " ");
	kept = environ_without(&made_up, &names_given);
	cr_assert_str_eq(kept[0], "AB=2");
	cr_assert_str_eq(kept[1], "B==x=");
	cr_assert_str_eq(kept[2], "strange");
	cr_assert_null(kept[3]);
	free(kept);
	strings_release(&names_given);
}

Test(environ_without, of_an_empty_environment)
{
	char *const empty[] = {NULL};
	struct environ env = {.all = empty};
	struct strings none = STRINGS_INIT;
	char **kept = environ_without(&env, &none);

	cr_assert_null(kept[0]);
	cr_assert_null(environ_value(&env, "A"));
	free(kept);
}

Test(environ_name, that_something_obeys)
{
	cr_expect(environ_name_obeyed("LD_PRELOAD"));
	cr_expect(environ_name_obeyed("LD_ANYTHING"));
	cr_expect(environ_name_obeyed("BASH_ENV"));
	cr_expect(environ_name_obeyed("BASH_LOADABLES_PATH"));
	cr_expect(environ_name_obeyed("TMOUT"));
	cr_expect(environ_name_obeyed("UID"));
	cr_expect(environ_name_obeyed("TZ"));
	cr_expect_not(environ_name_obeyed("DISCORD_TOKEN"));
	cr_expect_not(environ_name_obeyed("PATHS"));
	cr_expect_not(environ_name_obeyed(""));
}

Test(environ_name, is_what_shells_know)
{
	cr_expect(environ_name_valid("A"));
	cr_expect(environ_name_valid("_a9"));
	cr_expect_not(environ_name_valid(""));
	cr_expect_not(environ_name_valid("9a"));
	cr_expect_not(environ_name_valid("A=B"));
	cr_expect_not(environ_name_valid("A B"));
	cr_expect_not(environ_name_valid("\xc3\xa9"));
}
